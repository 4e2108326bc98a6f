#!/usr/bin/python3
"""Writes opencv-resize.txt: what OpenCV 4.6 makes of pictures when it resizes them with INTER_LINEAR.
And opencv-gray.txt: the same of R, G, B, and then COLOR_RGB2GRAY.

No part of `npm test`. Run it by hand, with Debian's python3-opencv (4.6): it writes the tables anew.
A picture is bytes of a generator that resize_test.cc has, too. A row has its channels, its size, the size of the result, the
FNV-1a hash (64 bits) of the result's bytes, and the first four of them.
"""
import pathlib
import sys

import cv2
import numpy


def picture(channels, width, height):
    """state ← state · 1664525 + 1013904223 (mod 2^32); a byte is the highest byte of the state."""
    state = 1 + channels * 7 + width * 65537 + height * 257
    samples = bytearray(width * height * channels)
    for index in range(len(samples)):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        samples[index] = state >> 24
    shape = (height, width) if channels == 1 else (height, width, channels)
    return numpy.frombuffer(bytes(samples), numpy.uint8).reshape(shape)


def resize(channels, size, to):
    return cv2.resize(picture(channels, *size), to, interpolation=cv2.INTER_LINEAR)


def fnv1a(samples):
    value = 0xCBF29CE484222325
    for sample in samples:
        value = ((value ^ sample) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


# From → to, (width, height) each.
sizes = [
    # Up, down, one of each; odd sizes.
    ((16, 16), (32, 32)), ((16, 12), (37, 29)), ((17, 13), (40, 7)), ((33, 21), (19, 50)), ((40, 30), (23, 17)),
    ((101, 67), (64, 43)), ((101, 67), (31, 20)), ((64, 48), (640, 480)), ((5, 3), (201, 123)), ((7, 7), (6, 6)),
    ((6, 6), (7, 7)), ((31, 31), (30, 32)), ((99, 1), (50, 1)), ((255, 255), (256, 256)), ((127, 93), (11, 5)),
    # One row, one column, one pixel.
    ((1, 1), (1, 1)), ((1, 1), (5, 4)), ((1, 9), (1, 4)), ((9, 1), (4, 1)), ((1, 9), (3, 20)), ((9, 1), (20, 3)),
    ((2, 1), (1, 1)), ((1, 2), (1, 1)), ((2, 2), (1, 1)), ((3, 3), (1, 1)), ((50, 1), (100, 1)), ((1, 50), (1, 25)),
    # The same size.
    ((8, 8), (8, 8)), ((31, 17), (31, 17)),
    # The same size along one side.
    ((30, 20), (30, 33)), ((30, 20), (47, 20)), ((30, 20), (15, 20)), ((30, 20), (30, 10)),
    # Exactly half: OpenCV goes another way, if it is half along both sides.
    ((32, 32), (16, 16)), ((34, 18), (17, 9)), ((2, 2), (1, 1)), ((128, 72), (64, 36)), ((256, 6), (128, 3)),
    ((34, 18), (17, 8)), ((33, 18), (17, 9)), ((34, 17), (17, 9)), ((34, 19), (17, 9)), ((32, 64), (16, 16)),
    # Exactly a third, a quarter, a tenth; doubled, tripled.
    ((48, 36), (16, 12)), ((64, 64), (16, 16)), ((100, 50), (10, 5)), ((20, 10), (40, 20)), ((9, 11), (27, 33)),
    # Sizes of video to sizes of models, scaled down.
    ((128, 72), (64, 36)), ((192, 108), (64, 36)), ((85, 48), (64, 36)), ((64, 36), (64, 64)), ((96, 54), (22, 22)),
    ((137, 77), (64, 36)), ((72, 128), (36, 64)), ((50, 37), (64, 47)), ((320, 240), (224, 224)), ((500, 375), (224, 224)),
]

# 500 × 375 are 187,500 pixels of nearly as many colours.
gray_sizes = [
    ((16, 12), (37, 29)), ((31, 17), (31, 17)), ((34, 18), (17, 9)), ((1, 1), (5, 4)), ((500, 375), (500, 375)),
    ((500, 375), (224, 224)),
]


def row_of(channels, width, height, to, result):
    samples = result.tobytes()
    first = " ".join(str(sample) for sample in samples[:4])
    return f"{channels} {width} {height} {to[0]} {to[1]} {fnv1a(samples):016x} {first}"


def write(name, what, rows):
    head = [f"# Written by make-opencv-table.py with OpenCV 4.6.0: {what}, 8 bits.",
            "# channels from-width from-height to-width to-height fnv1a first-four-bytes"]
    pathlib.Path(__file__).with_name(name).write_text("\n".join(head + rows) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def main():
    if not cv2.__version__.startswith("4.6."):
        sys.exit(f"expected OpenCV 4.6 but received {cv2.__version__}")
    resized = [row_of(channels, *size, to, resize(channels, size, to)) for channels in (1, 3) for size, to in sizes]
    write("opencv-resize.txt", "resize, INTER_LINEAR", resized)
    gray = [row_of(3, *size, to, cv2.cvtColor(resize(3, size, to), cv2.COLOR_RGB2GRAY)) for size, to in gray_sizes]
    write("opencv-gray.txt", "resize, INTER_LINEAR, then COLOR_RGB2GRAY", gray)


main()
