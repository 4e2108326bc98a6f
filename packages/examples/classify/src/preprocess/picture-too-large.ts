/** A picture has more pixels than are allowed. */
export class PictureTooLarge extends Error {
  override readonly name = 'PictureTooLarge';

  constructor({ width, height }: { readonly width: number; readonly height: number }, maxPixels: number) {
    super(`expected at most ${maxPixels} pixels but received ${width}×${height}`);
  }
}
