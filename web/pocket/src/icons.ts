// Drawings of 24 by 24, in the line of the portal's own (templates/icon_*.html). Decoration: words stand beside them.
import { svg } from './dom.ts';

const drawings = {
  shield: ['M12 3 5 5.5v6c0 4.5 2.9 7.8 7 9.5 4.1-1.7 7-5 7-9.5v-6z', 'm8.8 12 2.3 2.3 4.2-4.6'],
  settings: ['M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z', 'M19.4 13.5a7.6 7.6 0 0 0 0-3l2-1.5-2-3.5-2.3 1a7.6 7.6 0 0 0-2.6-1.5L14.2 2.5H9.8L9.5 5a7.6 7.6 0 0 0-2.6 1.5l-2.3-1-2 3.5 2 1.5a7.6 7.6 0 0 0 0 3l-2 1.5 2 3.5 2.3-1A7.6 7.6 0 0 0 9.5 19l.3 2.5h4.4l.3-2.5a7.6 7.6 0 0 0 2.6-1.5l2.3 1 2-3.5z'],
  plus: ['M12 5v14M5 12h14'],
  back: ['M19 12H5m6-6-6 6 6 6'],
  erase: ['M9 5.5h11.5v13H9L3 12z', 'm12 9.5 5 5M17 9.5l-5 5'],
  next: ['m9 6 6 6-6 6'],
  check: ['m5 12.5 4.5 4.5L19 7.5'],
  close: ['M6 6l12 12M18 6 6 18'],
  warning: ['M12 4 2.5 20h19z', 'M12 10v4.5M12 17.3v.2'],
  person: ['M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z', 'M4.5 20.5c.8-3.8 3.8-5.5 7.5-5.5s6.7 1.7 7.5 5.5'],
  organisation: ['M4 21V5.5L13 3v18M13 9h7v12M3 21h18', 'M7 8.5h2.5M7 12h2.5M7 15.5h2.5M16 13h1.5M16 16.5h1.5'],
  browser: ['M3 5h18v14H3z', 'M3 9.5h18M6 7.3h.1M8.5 7.3h.1'],
  place: ['M12 21c4.5-4.7 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2 6.3 6.5 11z', 'M12 7.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z'],
  clock: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M12 7.5V12l3 2'],
  code: ['M4 5h16v14H4z', 'M8 10v4M12 10v4M16 10v4'],
  phone: ['M7 2.5h10v19H7z', 'M11 18.5h2'],
  bell: ['M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15z', 'M10 20.5a2.2 2.2 0 0 0 4 0'],
  globe: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M3.5 12h17M12 3.5c-5 5.5-5 11.5 0 17 5-5.5 5-11.5 0-17z'],
  list: ['M8 6h13M8 12h13M8 18h13M3.5 6h.1M3.5 12h.1M3.5 18h.1'],
  torch: ['M7 3h10v3l-2.5 4v11h-5V10L7 6z', 'M12 12.5v2'],
  keyboard: ['M2.5 6h19v12h-19z', 'M6 10h.1M9 10h.1M12 10h.1M15 10h.1M18 10h.1M7.5 14.5h9'],
  picture: ['M3 5h18v14H3z', 'm3 16 5-5 4.5 4.5 3-3L21 17.5', 'M15.5 8.5h.1'],
  scan: ['M3.5 8V3.5H8M16 3.5h4.5V8M20.5 16v4.5H16M8 20.5H3.5V16', 'M3.5 12h17'],
  pencil: ['M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z'],
  move: ['M4 3h8v18H4z', 'M15 12h6m-2.5-2.5L21 12l-2.5 2.5'],
  share: ['M8 8H5v13h14V8h-3', 'M12 15V2.5M8 6.5l4-4 4 4'],
  add: ['M4 4h16v16H4z', 'M12 8v8M8 12h8'],
  apps: ['M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z'],
  away: ['M3 3l18 18', 'M5 12.5a10 10 0 0 1 4-2.4M2 9a15 15 0 0 1 5-3M19 12.5a10 10 0 0 0-2.5-1.8M22 9a15 15 0 0 0-10.5-3.6M8.5 16a5 5 0 0 1 6 0M12 19.5h.1'],
  update: ['M20 11a8 8 0 0 0-14.5-3.5L4 9M4 4v5h5M4 13a8 8 0 0 0 14.5 3.5L20 15M20 20v-5h-5'],
} as const;

export type IconName = keyof typeof drawings;

export function icon(name: IconName): SVGSVGElement {
  return svg('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    ...drawings[name].map((d) => svg('path', { d })));
}
