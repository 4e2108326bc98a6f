"""Trains the picture classifier: a small convolutional network, in numpy alone.

Usage: python3 train.py DATA WEIGHTS [--epochs 12] [--seed 1]

DATA holds what dataset.js wrote for the sets `train` and `validation`. WEIGHTS becomes a folder
with weights.json (names, dimensions, byte offsets) and weights.f32, which export.js turns into the
ONNX file. Batch normalisation is folded into the convolutions before that.

Arrays are N x H x W x C. Each step runs on two threads, half a batch each: numpy lets go of the
interpreter in its loops, and OpenBLAS is kept to one thread for each of them.
"""

import argparse
import json
import os
import pathlib
import time
from concurrent.futures import ThreadPoolExecutor

THREADS = 2
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402 (the number of BLAS threads is read at import)

CLASSES = 10
SIZE = 64
# Kernel, stride, channels out. Padding is kernel // 2 everywhere.
LAYERS = [(5, 2, 16), (3, 2, 32), (3, 1, 48), (3, 2, 64), (3, 1, 96)]


class Conv:
    """Convolution, batch normalisation and ReLU. Parameters are shared by threads, results are not."""

    def __init__(self, rng, kernel, stride, c_in, c_out):
        self.kernel, self.stride, self.pad = kernel, stride, kernel // 2
        fan_in = kernel * kernel * c_in
        self.weight = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, c_out)).astype(np.float32)
        self.gamma = np.ones(c_out, np.float32)
        self.beta = np.zeros(c_out, np.float32)
        self.mean = np.zeros(c_out, np.float32)
        self.var = np.ones(c_out, np.float32)

    def parameters(self):
        return [self.weight, self.gamma, self.beta]

    def patches(self, x):
        k, s, p = self.kernel, self.stride, self.pad
        x = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), (1, 2))[:, ::s, ::s]
        n, h, w = windows.shape[:3]
        return windows.transpose(0, 1, 2, 4, 5, 3).reshape(n * h * w, -1), (n, h, w)

    def forward(self, x, training):
        columns, shape = self.patches(x)
        z = columns @ self.weight
        if training:
            mean, var = z.mean(0), z.var(0)
        else:
            mean, var = self.mean, self.var
        inverse = 1 / np.sqrt(var + 1e-5)
        z -= mean
        z *= inverse
        y = z * self.gamma
        y += self.beta
        np.maximum(y, 0, out=y)
        cache = (x.shape, columns, z, inverse, y, mean, var) if training else None
        return y.reshape(*shape, -1), cache

    def backward(self, dy, cache, first):
        x_shape, columns, z, inverse, y, _, _ = cache
        dy = dy.reshape(y.shape) * (y > 0)
        d_beta = dy.sum(0)
        d_gamma = np.einsum("ij,ij->j", dy, z)
        count = len(z)
        dz = (self.gamma * inverse) * (dy - d_beta / count - z * (d_gamma / count))
        gradients = [columns.T @ dz, d_gamma, d_beta]
        if first:
            return None, gradients
        n, h, w, c = x_shape
        k, s, p = self.kernel, self.stride, self.pad
        if s == 1:
            # The gradient is a convolution too, with the kernel turned round: cheaper than scattering.
            back = self.weight.reshape(k, k, c, -1)[::-1, ::-1].transpose(0, 1, 3, 2).reshape(-1, c)
            return (self.patches(dz.reshape(n, h, w, -1))[0] @ back).reshape(x_shape), gradients
        spread = (dz @ self.weight.T).reshape(n, h // s, w // s, k, k, c)
        dx = np.zeros((n, h + 2 * p, w + 2 * p, c), np.float32)
        for i in range(k):
            for j in range(k):
                dx[:, i : i + h : s, j : j + w : s] += spread[:, :, :, i, j]
        return dx[:, p : p + h, p : p + w], gradients

    def remember(self, caches):
        """Moves the statistics used outside training towards those of this step."""
        for cache in caches:
            self.mean += 0.05 * (cache[5] - self.mean)
            self.var += 0.05 * (cache[6] - self.var)

    def folded(self):
        """Weights as out x in x kernel x kernel and biases of the one convolution this amounts to."""
        scale = self.gamma / np.sqrt(self.var + 1e-5)
        k = self.kernel
        weight = (self.weight * scale).reshape(k, k, -1, len(scale)).transpose(3, 2, 0, 1)
        return weight, self.beta - self.mean * scale


class Network:
    def __init__(self, rng):
        channels = [3] + [c for _, _, c in LAYERS]
        self.convs = [Conv(rng, k, s, channels[i], c) for i, (k, s, c) in enumerate(LAYERS)]
        self.weight = rng.normal(0, np.sqrt(1 / channels[-1]), (channels[-1], CLASSES)).astype(np.float32)
        self.bias = np.zeros(CLASSES, np.float32)

    def parameters(self):
        return [p for conv in self.convs for p in conv.parameters()] + [self.weight, self.bias]

    def logits(self, x, training=False):
        caches = []
        for conv in self.convs:
            x, cache = conv.forward(x, training)
            caches.append(cache)
        pooled = x.mean((1, 2))
        return pooled @ self.weight + self.bias, pooled, caches

    def step(self, x, targets):
        """Loss and gradients for one piece of a batch."""
        logits, pooled, caches = self.logits(x, True)
        logits -= logits.max(1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(1, keepdims=True)
        loss = -(targets * np.log(p + 1e-9)).sum() / len(x)
        d = (p - targets) / len(x)
        tail = [pooled.T @ d, d.sum(0)]
        y_shape = (len(x), SIZE // 8, SIZE // 8, pooled.shape[1])
        dx = np.broadcast_to((d @ self.weight.T)[:, None, None] / (y_shape[1] * y_shape[2]), y_shape)
        gradients = []
        for i in reversed(range(len(self.convs))):
            dx, own = self.convs[i].backward(dx, caches[i], i == 0)
            gradients = own + gradients
        return loss, gradients + tail, caches


def load(data, name, table):
    """Pixels and labels of a set; `table` is applied per batch, as it makes pixels four times as large."""
    labels = np.fromfile(data / f"{name}-labels.u8", np.uint8)
    pixels = np.fromfile(data / f"{name}-pixels.u8", np.uint8).reshape(-1, SIZE, SIZE, 3)
    assert len(labels) == len(pixels) and table.shape == (3, 256)
    return pixels, labels


def normalised(pixels, table):
    return np.stack([table[c][pixels[..., c]] for c in range(3)], -1)


def turned(rng, pixels):
    """A batch turned by a multiple of 90 degrees, mirrored or not: no class minds."""
    pixels = np.rot90(pixels, rng.integers(4), (1, 2))
    return pixels[:, :, ::-1] if rng.integers(2) else pixels


def accuracy(network, pool, pixels, labels, table):
    pieces = range(0, len(labels), 250)
    right = pool.map(
        lambda i: (network.logits(normalised(pixels[i : i + 250], table))[0].argmax(1) == labels[i : i + 250]).sum(),
        pieces,
    )
    return sum(right) / len(labels)


def train(network, pool, rng, data, table, epochs, batch=64, peak=4e-3, decay=1e-4):
    pixels, labels = load(data, "train", table)
    check = load(data, "validation", table)
    parameters = network.parameters()
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    steps = epochs * (len(labels) // batch)
    targets = np.full((CLASSES, CLASSES), 0.05 / (CLASSES - 1), np.float32)
    np.fill_diagonal(targets, 0.95)
    step, started = 0, time.time()
    for epoch in range(epochs):
        order = rng.permutation(len(labels))
        losses = []
        for start in range(0, len(labels) - batch + 1, batch):
            chosen = order[start : start + batch]
            pieces = [
                (normalised(turned(rng, pixels[c]), table), targets[labels[c]])
                for c in np.array_split(chosen, THREADS)
            ]
            results = list(pool.map(lambda piece: network.step(*piece), pieces))
            losses.append(np.mean([loss for loss, _, _ in results]))
            for i, conv in enumerate(network.convs):
                conv.remember([caches[i] for _, _, caches in results])
            step += 1
            rate = peak * min(1, step / 200) * 0.5 * (1 + np.cos(np.pi * step / steps))
            for i, p in enumerate(parameters):
                g = sum(gradients[i] for _, gradients, _ in results) / THREADS
                first[i] += 0.1 * (g - first[i])
                second[i] += 0.001 * (g * g - second[i])
                move = first[i] / (1 - 0.9**step) / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8)
                p -= (rate * (move + (decay * p if p.ndim > 1 else 0))).astype(np.float32)
        right = accuracy(network, pool, *check, table)
        seconds = time.time() - started
        print(f"epoch {epoch + 1:2}  loss {np.mean(losses):.4f}  validation {right:.4f}  {seconds:.0f} s", flush=True)


def save(network, folder):
    tensors = {}
    for i, conv in enumerate(network.convs):
        tensors[f"conv{i + 1}.weight"], tensors[f"conv{i + 1}.bias"] = conv.folded()
    tensors["dense.weight"], tensors["dense.bias"] = network.weight.T, network.bias
    folder.mkdir(parents=True, exist_ok=True)
    entries, offset = [], 0
    with open(folder / "weights.f32", "wb") as file:
        for name, values in tensors.items():
            data = np.ascontiguousarray(values, "<f4").tobytes()
            entries.append({"name": name, "dims": list(values.shape), "offset": offset})
            offset += file.write(data)
    strides = [stride for _, stride, _ in LAYERS]
    (folder / "weights.json").write_text(json.dumps({"strides": strides, "tensors": entries}, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    table = np.fromfile(args.data / "normalise.f32", np.float32).reshape(3, 256)
    network = Network(rng)
    with ThreadPoolExecutor(THREADS) as pool:
        train(network, pool, rng, args.data, table, args.epochs)
    save(network, args.weights)


if __name__ == "__main__":
    main()
