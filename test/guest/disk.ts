/** The disk that the guest programs expect (lib/block.h): 128 sectors, byte i is (7 i + i / 512) mod 256. */
export const diskBytes = (): Uint8Array => Uint8Array.from({ length: 128 * 512 }, (_, i) => 7 * i + Math.floor(i / 512));
