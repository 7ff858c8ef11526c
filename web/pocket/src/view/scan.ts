// P3: the camera, a photo, or typing.
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { type Camera, readPhotograph, startCamera } from '../phone/camera.ts';
import { readScanned } from '../protocol/codes.ts';
import type { App, Screen, View } from '../screen.ts';
import { confirmLinkScreen } from './confirm_link.ts';
import { button, heading, p } from './parts.ts';
import { requestScreen } from './request.ts';
import { typeCodeScreen } from './type_code.ts';

/// `found`: called with a number that was scanned, when it is that which is looked for; true when it was of use.
export function scanScreen(found?: (challenge: string, number: string) => boolean): Screen {
  return (app) => scanView(app, found);
}

function scanView(app: App, found?: (challenge: string, number: string) => boolean): View {
  const { texts } = app;
  let camera: Camera | undefined;
  let left = false;
  let light = false;
  const video = h('video', { 'aria-label': texts.cameraPicture, muted: true, playsinline: true });
  video.muted = true;
  const status = h('p', { class: 'status', role: 'status' });
  const torch = h('button', { class: 'bar-button torch', type: 'button', 'aria-label': texts.torch, 'aria-pressed': 'false', hidden: true, onclick: () => {
    light = !light;
    camera?.setTorch?.(light);
    torch.setAttribute('aria-pressed', String(light));
  } }, icon('torch'));
  const picture = h('div', { class: 'camera' }, video, h('div', { class: 'frame', 'aria-hidden': 'true' }), torch);

  const seen = (text: string) => {
    if (left) return;
    const scanned = readScanned(text, location.origin);
    if (scanned.kind === 'link') {
      app.replace(confirmLinkScreen(scanned.code));
    } else if (scanned.kind === 'login') {
      if (found) {
        if (!found(scanned.challenge, scanned.number)) status.textContent = texts.requestNotHere;
        return;
      }
      const request = app.pocket.requests.find(({ challenge }) => challenge.id === scanned.challenge);
      if (request) app.replace(requestScreen(request, scanned.number));
      else status.textContent = texts.requestNotHere;
    } else {
      status.textContent = texts.foreignCode(app.pocket.config?.portal ?? location.host, scanned.from);
    }
  };

  const start = async () => {
    again.hidden = true;
    try {
      const started = await startCamera(video, seen);
      if (left) return started.stop();
      camera = started;
      torch.hidden = !started.setTorch;
      picture.hidden = false;
    } catch {
      picture.hidden = true;
      again.hidden = false;
      status.textContent = texts.noCamera(app.name);
    }
  };
  const again = button(texts.startCamera, () => void start(), 'secondary full');
  again.hidden = true;

  const file = h('input', { id: 'photograph', type: 'file', accept: 'image/*', class: 'visually-hidden', onchange: () => {
    const photograph = file.files?.[0];
    if (!photograph) return;
    status.textContent = texts.moment;
    void readPhotograph(photograph).then((text) => {
      if (text) seen(text);
      else status.textContent = texts.noCodeInPhotograph;
    });
  } });

  // Within the tap that led here, since some browsers ask for permission only then.
  void start();
  return {
    title: texts.scan,
    element: h('div', { class: 'scan' }, heading(texts.scan), p(texts.scanHow), picture, status, again,
      h('div', { class: 'actions' },
        !found && button(texts.enterCode, () => app.replace(typeCodeScreen), 'secondary full'),
        file, h('label', { class: 'button secondary full', for: 'photograph' }, texts.usePhotograph))),
    leave: () => {
      left = true;
      camera?.stop();
    },
  };
}
