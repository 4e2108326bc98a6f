#!/usr/bin/python3
"""Writes closeness/*.bin: pictures as YUV 4:2:0, and what OpenCV 4.6 makes of them with cvtColor and then resize.

No part of `npm test`. Run it by hand, with Debian's python3-opencv (4.6): it writes the files anew. With an argument, a width such
as 1280, it writes pictures of that width to the folder `large` beside it instead, for a measurement.
A file has Y, U and V of a picture of w × h (BT.601, limited range), and then R, G, B of it in each size of `sizes`.
"""
import pathlib
import sys

import cv2
import numpy

# Shares of the picture's size: 2.5 times smaller, exactly half, a bit larger.
sizes = [(64, 36), (80, 45), (176, 100)]


def rendered(width, height):
    """Lines, text, discs and bars of full colours over a gradient: sharp edges everywhere, as on a screen."""
    picture = numpy.zeros((height, width, 3), numpy.uint8)
    picture[..., 0] = numpy.linspace(0, 255, width, dtype=numpy.uint8)[None, :]
    picture[..., 2] = numpy.linspace(255, 0, height, dtype=numpy.uint8)[:, None]
    unit = height / 90
    colors = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 0, 255), (0, 255, 255), (255, 255, 255), (0, 0, 0)]
    for index, color in enumerate(colors):
        left = int((8 + 18 * index) * unit)
        cv2.circle(picture, (left, int(20 * unit)), int(8 * unit), color, -1)
        cv2.rectangle(picture, (left - int(6 * unit), int(35 * unit)), (left + int(6 * unit), int(47 * unit)), color, -1)
        cv2.line(picture, (left, int(50 * unit)), (int(150 * unit) - left, int(66 * unit)), color, max(1, int(unit)))
    cv2.putText(picture, "ascend 0123", (int(4 * unit), int(84 * unit)), cv2.FONT_HERSHEY_SIMPLEX, 0.6 * unit, (255, 255, 255),
                max(1, int(unit)))
    return picture


def photographic(width, height):
    """Discs of random size and muted colour that cover each other, shaded, blurred by a lens, with noise of a sensor: edges, areas
    and frequencies as photographs have them."""
    random = numpy.random.default_rng(14)
    scale = 3
    picture = numpy.zeros((height * scale, width * scale, 3), numpy.float32)
    unit = height * scale / 90
    for _ in range(3000):
        radius = min(1.5 * random.pareto(1.4) + 1, 40) * unit
        center = (int(random.integers(0, width * scale)), int(random.integers(0, height * scale)))
        color = numpy.clip(random.normal(120, 50) + random.normal(0, 22, 3), 5, 250)
        cv2.circle(picture, center, int(radius), color.tolist(), -1)
    picture *= numpy.linspace(1.1, 0.75, height * scale, dtype=numpy.float32)[:, None, None]
    picture = cv2.resize(cv2.GaussianBlur(picture, (0, 0), 1.2 * scale / 2), (width, height), interpolation=cv2.INTER_AREA)
    picture += random.normal(0, 2.5, picture.shape)
    return numpy.clip(picture, 0, 255).astype(numpy.uint8)


def main():
    if not cv2.__version__.startswith("4.6."):
        sys.exit(f"expected OpenCV 4.6 but received {cv2.__version__}")
    width = int(sys.argv[1]) if len(sys.argv) > 1 else 160
    height = width * 9 // 16
    folder = pathlib.Path(__file__).with_name("large" if len(sys.argv) > 1 else "closeness")
    folder.mkdir(exist_ok=True)
    for make in (rendered, photographic):
        yuv = cv2.cvtColor(make(width, height), cv2.COLOR_RGB2YUV_I420)
        rgb = cv2.cvtColor(yuv, cv2.COLOR_YUV2RGB_I420)
        results = [cv2.resize(rgb, (columns * width // 160, rows * height // 90), interpolation=cv2.INTER_LINEAR)
                   for columns, rows in sizes]
        (folder / f"{make.__name__}.bin").write_bytes(yuv.tobytes() + b"".join(result.tobytes() for result in results))


main()
