"""Pictures of pages for the manual, with at most 256 colours: a third of the size, and nobody sees it."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Browser

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The usual colours stay as they are; each other one becomes the nearest of them.
FEWER_COLOURS = """async source => {
    const picture = await createImageBitmap(await (await fetch(source)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext('2d');
    pen.drawImage(picture, 0, 0);
    const seen = new Uint32Array(pen.getImageData(0, 0, picture.width, picture.height).data.buffer);
    const counts = new Map();
    for (const colour of seen) counts.set(colour, (counts.get(colour) || 0) + 1);
    const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(pair => pair[0]);
    const parts = c => [c & 255, c >> 8 & 255, c >> 16 & 255];
    const kept = palette.map(parts), place = new Map(palette.map((c, i) => [c, i]));
    const nearest = colour => {
        const [r, g, b] = parts(colour);
        let best = 0, least = Infinity;
        kept.forEach(([x, y, z], i) => {
            const far = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
            if (far < least) { least = far; best = i; }
        });
        place.set(colour, best);
        return best;
    };
    const indexes = Uint8Array.from(seen, c => place.get(c) ?? nearest(c));
    const address = await new Promise(done => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.readAsDataURL(new Blob([indexes]));
    });
    return {width: picture.width, palette: kept, indexes: address.split(',')[1]};
}"""


def packed(browser: Browser, png: bytes) -> bytes:
    """The picture with a palette, as a PNG."""
    page = browser.new_page()
    found = page.evaluate(FEWER_COLOURS, f"data:image/png;base64,{base64.b64encode(png).decode()}")
    page.close()
    width, pixels = found["width"], base64.b64decode(found["indexes"])
    rows = [pixels[start : start + width] for start in range(0, len(pixels), width)]
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    content = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    palette = bytes(part for colour in found["palette"] for part in colour)
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", content), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
