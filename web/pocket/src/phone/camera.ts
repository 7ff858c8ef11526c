// The camera, and QR codes in its picture: by the browser where it can, else by npm `qr`.
import decodeQR from 'qr/decode.js';

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/// What the decoder is given at most: a larger picture takes longer and is not read better.
const width = 640;

async function nativeDetector(): Promise<Detector | undefined> {
  const found = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  try {
    return found && (await found.getSupportedFormats()).includes('qr_code') ? new found({ formats: ['qr_code'] }) : undefined;
  } catch {
    return undefined;
  }
}

/// A part of a picture, in its own pixels.
interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/// The text of a QR code in that part, if there is one.
function read(canvas: HTMLCanvasElement, source: CanvasImageSource, part: Part, most: number): string | undefined {
  const scale = Math.min(1, most / Math.max(part.width, part.height));
  canvas.width = Math.round(part.width * scale);
  canvas.height = Math.round(part.height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || canvas.width === 0 || canvas.height === 0) return undefined;
  context.drawImage(source, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), { timeLimit: 40 }) || undefined;
  } catch {
    return undefined;  // no code in it, or one that cannot be read
  }
}

/// The frame that people see, or all of it: a code that is far away is found only in the middle, at its full size, and
/// one that is close, or beside the frame, only in the whole.
function partOf(video: HTMLVideoElement, whole: boolean): Part {
  const { videoWidth, videoHeight } = video;
  if (whole) return { x: 0, y: 0, width: videoWidth, height: videoHeight };
  const side = Math.min(videoWidth, videoHeight) * 0.9;
  return { x: (videoWidth - side) / 2, y: (videoHeight - side) / 2, width: side, height: side };
}

export interface Camera {
  stop(): void;
  /// Present when there is a light.
  setTorch?: (on: boolean) => void;
}

/// Shows the camera in `video` and tells each text that it sees. To be called while a tap is handled, since some
/// browsers ask for permission only then. Throws when there is none, or it is not allowed.
export async function startCamera(video: HTMLVideoElement, seen: (text: string) => void): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false, video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  const [track] = stream.getVideoTracks();
  if (!track) throw new DOMException('no picture', 'NotFoundError');
  video.srcObject = stream;
  try {
    await video.play();
  } catch {
    // Left before it began: play() is then interrupted by stop().
  }

  const native = await nativeDetector();
  const canvas = document.createElement('canvas');
  let looks = 0;
  const look = async () => {
    if (stopped) return;
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const text = native
        ? (await native.detect(video).catch(() => []))[0]?.rawValue
        : read(canvas, video, partOf(video, looks++ % 2 === 1), width);
      if (text && !stopped) seen(text);
    }
    setTimeout(() => void look(), 120);
  };
  void look();

  const torch = (track.getCapabilities?.() as { torch?: boolean } | undefined)?.torch;
  return {
    stop,
    ...(torch && { setTorch: (on: boolean) => void track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).catch(() => undefined) }),
  };
}

/// The QR code on a photograph. Tried in several sizes, since nobody knows how much of it is the code.
export async function readPhotograph(file: Blob): Promise<string | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  const native = await nativeDetector();
  const text = native && (await native.detect(picture).catch(() => []))[0]?.rawValue;
  if (text) return text;
  const canvas = document.createElement('canvas');
  for (const most of [width, 1280, 2048, 400]) {
    const found = read(canvas, picture, { x: 0, y: 0, width: picture.width, height: picture.height }, most);
    if (found) return found;
  }
  return undefined;
}
