"""Trains the detector of shapes with PyTorch, from nothing.

Usage: python3 train.py DATA WEIGHTS [--steps 14000] [--minutes 600] [--seed 1] [--resume]

DATA holds what dataset.js wrote for the sets `train` and `validation`. WEIGHTS becomes a folder
with weights.json (names, dimensions, byte offsets) and weights.f32, which export.js turns into the
ONNX file. Batch normalisation is folded into the convolutions before that. The folder is written
again and again while training goes on. It ends after `--steps`, or after `--minutes` if that is
earlier: the rate of learning falls towards the one that comes first.

The layers are those of network.json. What is learned: task-aligned assignment and quality focal
loss (Feng et al., TOOD, ICCV 2021; Li et al., Generalized Focal Loss, NeurIPS 2020), boxes by
complete IoU (Zheng et al., AAAI 2020).
"""

import argparse
import copy
import ctypes
import json
import math
import os
import pathlib
import time

# One thread for each of the two processes: more would wait for each other, as the layers are small.
os.environ["OMP_NUM_THREADS"] = "1"

# Memory that is given back to the system and taken again in each step costs more than the step: M_MMAP_MAX, M_TRIM_THRESHOLD.
ctypes.CDLL(None).mallopt(-4, 0)
ctypes.CDLL(None).mallopt(-1, 2**31 - 1)

import cv2  # noqa: E402 (the number of threads is read at import)
import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch import distributed, multiprocessing, nn  # noqa: E402
from torch.nn import functional  # noqa: E402

HERE = pathlib.Path(__file__).parent
# Training sees pictures of this width, as the detector does, and squares of them.
WIDTH = 640
CROP = 320
GRAY = 114
PROCESSES = 2
# What is cut off by the edge of a square counts as little as what is hidden: see truth.ts.
LEAST_VISIBLE, LEAST_SIDE = 0.4, 8


class Detector(nn.Module):
    """The network of network.json, with batch normalisation behind each convolution but the heads."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        self.classes = len(network["names"])
        channels = {"images": 3}
        self.convs, self.norms = nn.ModuleDict(), nn.ModuleDict()
        for layer in network["layers"]:
            kernel, stride = layer["kernel"], layer.get("stride", 1)
            inputs, outputs = channels[layer["from"]], layer["channels"]
            pad = math.ceil((kernel - stride) / 2)
            self.convs[layer["name"]] = nn.Conv2d(inputs, outputs, kernel, stride, pad, bias=False)
            self.norms[layer["name"]] = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03)
            nn.init.kaiming_normal_(self.convs[layer["name"]].weight, mode="fan_out", nonlinearity="relu")
            channels[layer["name"]] = outputs
        for head in network["heads"]:
            conv = nn.Conv2d(channels[head["from"]], 4 + self.classes, 1)
            nn.init.normal_(conv.weight, 0, 0.01)
            # At first a box is as large as usual at its stride, and a score is low.
            conv.bias.data = torch.tensor([0.0, 0.0, 1.0, 1.0] + [-4.6] * self.classes)
            self.convs[head["name"]] = conv

    def forward(self, images):
        """Boxes as left, top, right, bottom in pixels, and logits: B x cells x 4, B x cells x classes."""
        values = {"images": images}
        for layer in self.network["layers"]:
            name = layer["name"]
            x = self.norms[name](self.convs[name](values[layer["from"]]))
            if "add" in layer:
                x = x + values[layer["add"]]
            x = functional.relu(x)
            if "upsample" in layer:
                x = functional.interpolate(x, scale_factor=layer["upsample"], mode="nearest")
            values[name] = x
        boxes, logits = [], []
        for head in self.network["heads"]:
            # In full precision: a box of bfloat16 would be off by pixels.
            with torch.autocast("cpu", enabled=False):
                x = self.convs[head["name"]](values[head["from"]].float())
            cells, stride = centres(x.shape[3], x.shape[2], head["stride"]), head["stride"]
            x = x.flatten(2).transpose(1, 2)
            middle = cells + x[..., :2] * stride
            half = x[..., 2:4].clamp(-4, 6).exp() * (stride / 2)
            boxes.append(torch.cat([middle - half, middle + half], -1))
            logits.append(x[..., 4:])
        return torch.cat(boxes, 1), torch.cat(logits, 1)

    def folded(self):
        """Weights and biases by name."""
        tensors = {}
        for name, conv in self.convs.items():
            weight, bias = conv.weight.detach(), conv.bias
            if name in self.norms:
                norm = self.norms[name]
                scale = norm.weight.detach() / torch.sqrt(norm.running_var + norm.eps)
                weight = weight * scale[:, None, None, None]
                bias = norm.bias - norm.running_mean * scale
            tensors[f"{name}.weight"], tensors[f"{name}.bias"] = weight, bias.detach()
        return tensors


def centres(width, height, stride):
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return (torch.stack([x, y], -1).reshape(-1, 2) + 0.5) * stride


def grid(network, size):
    """The middle of each cell of a picture, and its stride."""
    cells = [(centres(size // h["stride"], size // h["stride"], h["stride"]), h["stride"]) for h in network["heads"]]
    return torch.cat([c for c, _ in cells]), torch.cat([torch.full((len(c),), float(s)) for c, s in cells])


def intersection_over_union(a, b, complete=False):
    """Of boxes that broadcast. The complete one also has the distance of the centres and the aspect."""
    overlap = (torch.min(a[..., 2:], b[..., 2:]) - torch.max(a[..., :2], b[..., :2])).clamp(min=0)
    inter = overlap[..., 0] * overlap[..., 1]
    wa, wb = a[..., 2:] - a[..., :2], b[..., 2:] - b[..., :2]
    iou = inter / (wa[..., 0] * wa[..., 1] + wb[..., 0] * wb[..., 1] - inter + 1e-7)
    if not complete:
        return iou
    around = torch.max(a[..., 2:], b[..., 2:]) - torch.min(a[..., :2], b[..., :2])
    apart = (a[..., :2] + a[..., 2:] - b[..., :2] - b[..., 2:]) / 2
    distance = apart.pow(2).sum(-1) / (around.pow(2).sum(-1) + 1e-7)
    angles = torch.atan(wb[..., 0] / (wb[..., 1] + 1e-7)) - torch.atan(wa[..., 0] / (wa[..., 1] + 1e-7))
    aspect = (2 / math.pi * angles).pow(2)
    with torch.no_grad():
        weight = aspect / (1 - iou + aspect + 1e-7)
    return iou - distance - weight * aspect


@torch.no_grad()
def assign(boxes, scores, cells, strides, truth, power, chosen=10):
    """Task-aligned assignment. `truth`: B x M x 6: class, box, and 1 (counts), 0 (does not) or -1 (no shape).

    Returns for each cell: the box and the class it learns, the score (0: none), and whether its
    scores are judged at all.
    """
    kind, box, counts = truth[..., 0].long(), truth[..., 1:5], truth[..., 5]
    iou = intersection_over_union(box[:, :, None], boxes[:, None])
    score = scores.transpose(1, 2).gather(1, kind[..., None].expand(-1, -1, scores.shape[1]))
    aligned = score * iou.pow(6) + 1e-12
    middle, half = (box[..., :2] + box[..., 2:]) / 2, (box[..., 2:] - box[..., :2]) / 2
    # Of a small shape no cell's middle may be inside.
    reach = torch.max(half[:, :, None], 0.6 * strides[None, None, :, None])
    inside = ((cells[None, None] - middle[:, :, None]).abs() < reach).all(-1)
    candidate = inside & (counts == 1)[..., None]
    metric = aligned * candidate
    best = metric.topk(min(chosen, metric.shape[-1]), -1)
    taken = torch.zeros_like(metric).scatter_(-1, best.indices, 1).bool() & candidate
    # A cell learns one shape.
    owner = (iou * taken).max(1).indices
    taken &= functional.one_hot(owner, taken.shape[1]).transpose(1, 2).bool()
    metric = aligned * taken
    # The best cell of a shape learns the overlap of its box, the others a share of it.
    share = (metric / metric.amax(-1, keepdim=True).clamp(min=1e-12)).pow(power)
    level = (share * (iou * taken).amax(-1, keepdim=True)).amax(1)
    gather = lambda values: values.gather(1, owner[..., None].expand(-1, -1, values.shape[-1]))
    judged = ~(inside & (counts == 0)[..., None]).any(1) | taken.any(1)
    return gather(box), gather(kind[..., None])[..., 0], level, taken.any(1), judged


def power_of(done):
    """Of the shares of the cells of a shape, after a part of the training.

    The paper has 1, with which all but the best cell would learn next to nothing at first. With less, each shape keeps several
    cells with high scores: as many detections too many.
    """
    return 1 / 3 + 2 / 3 * max(0, 2 * done - 1)


def losses(model, images, truth, cells, strides, power):
    with torch.autocast("cpu", torch.bfloat16, enabled=model.training):
        boxes, logits = model(images)
    scores = logits.sigmoid()
    target, kind, level, positive, judged = assign(boxes.detach(), scores.detach(), cells, strides, truth, power)
    wanted = functional.one_hot(kind, logits.shape[-1]) * level[..., None]
    # Where there is no shape, what is judged well already counts little; else nothing but the background would be learned.
    focus = torch.where(positive[..., None], 1.0, scores.detach().pow(2)) * judged[..., None]
    total = level.sum().clamp(min=1)
    classes = (functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none") * focus).sum() / total
    fit = 1 - intersection_over_union(boxes[positive], target[positive], complete=True)
    return classes, (fit * level[positive]).sum() / total


class Data:
    """Decoded frames, scaled to the width of the detector's input, and their shapes."""

    def __init__(self, folder, name):
        described = json.loads((folder / f"{name}.json").read_text())
        self.names, self.frames, self.truth = described["names"], [], []
        self.pictures = np.empty((16, CROP, CROP, 3), np.uint8)
        self.images = torch.empty((16, CROP, CROP, 3))
        for clip in described["clips"]:
            video = cv2.VideoCapture(str(folder / clip["file"]))
            for rows in clip["frames"]:
                ok, frame = video.read()
                assert ok, f"{clip['file']} has too few frames"
                scale = WIDTH / frame.shape[1]
                if scale != 1:
                    frame = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
                rows = np.array(rows, np.float32).reshape(-1, 6)
                rows[:, 1:5] *= scale
                self.frames.append(np.ascontiguousarray(frame[..., ::-1]))
                self.truth.append(rows)

    def sample(self, rng):
        """A square of a frame, H x W x 3, and its shapes: often the one of several that has the most."""
        squares = [self.place(rng) for _ in range(rng.choice([1, 4, 8]))]
        i, scale, left, top, rows = max(squares, key=lambda square: square[-1][:, 5].sum())
        square = np.full((CROP, CROP, 3), GRAY, np.uint8)
        frame = self.frames[i]
        height, width = frame.shape[:2]
        # The part of the square that the frame covers, in pixels of the frame.
        x1, y1 = max(left, 0), max(top, 0)
        x2, y2 = min(left + CROP / scale, width), min(top + CROP / scale, height)
        part = frame[int(y1) : math.ceil(y2), int(x1) : math.ceil(x2)]
        if scale != 1:
            part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        column, row = round((int(x1) - left) * scale), round((int(y1) - top) * scale)
        part = part[: CROP - row, : CROP - column]
        square[row : row + part.shape[0], column : column + part.shape[1]] = part
        if rng.integers(2):
            square = square[:, ::-1]
            rows[:, [1, 3]] = CROP - rows[:, [3, 1]]
        if rng.integers(2):
            square = square[::-1]
            rows[:, [2, 4]] = CROP - rows[:, [4, 2]]
        if rng.integers(2):
            square = square.transpose(1, 0, 2)
            rows = rows[:, [0, 2, 1, 4, 3, 5]]
        if rng.random() < 0.5:
            square = square[..., rng.permutation(3)]
        return square, rows

    def place(self, rng):
        """Where a square is: frame, scale, its corner in whole pixels of the frame, and its shapes."""
        i = rng.integers(len(self.frames))
        height, width = self.frames[i].shape[:2]
        scale = rng.uniform(0.6, 1.5) if rng.random() < 0.4 else 1
        side = int(CROP / scale)
        # Beyond the frame is gray, as a letterbox has it.
        out = int(100 / scale) if rng.random() < 0.3 else 0
        left = int(rng.integers(min(0, width - side) - out // 4, max(0, width - side) + out // 4 + 1))
        top = int(rng.integers(min(0, height - side) - out, max(0, height - side) + out + 1))
        rows = self.truth[i].copy()
        rows[:, 1:5] = (rows[:, 1:5] - np.array([left, top, left, top], np.float32)) * scale
        area = (rows[:, 3] - rows[:, 1]) * (rows[:, 4] - rows[:, 2])
        rows[:, 1:5] = rows[:, 1:5].clip(0, CROP)
        size = rows[:, 3:5] - rows[:, 1:3]
        rows[:, 5] *= (size.prod(-1) >= LEAST_VISIBLE * area) & (size.min(-1) >= LEAST_SIDE)
        return i, scale, left, top, rows[size.min(-1) > 1]

    def batch(self, rng, count):
        pictures, truths = zip(*(self.sample(rng) for _ in range(count)))
        most = max(1, max(len(rows) for rows in truths))
        truth = np.full((count, most, 6), -1, np.float32)
        truth[..., :5] = 0
        for i, rows in enumerate(truths):
            truth[i, : len(rows)] = rows
        # With channels last, which the convolutions are fastest with; in memory that is used again.
        for place, picture in zip(self.pictures, pictures):
            place[:] = picture
        self.images[:count].copy_(torch.from_numpy(self.pictures[:count]))
        images = self.images[:count].permute(0, 3, 1, 2) / 255
        return images, torch.from_numpy(truth)


def average(mean, model, step):
    """Moves the averaged model, which is what is saved, towards the one that learns."""
    keep = min(0.997, (1 + step) / (10 + step))
    with torch.no_grad():
        for a, b in zip(mean.state_dict().values(), model.state_dict().values()):
            if a.dtype.is_floating_point:
                a.mul_(keep).add_(b, alpha=1 - keep)
            else:
                a.copy_(b)


def save(model, folder):
    folder.mkdir(parents=True, exist_ok=True)
    entries, offset = [], 0
    with open(folder / "weights.f32", "wb") as file:
        for name, tensor in model.folded().items():
            values = np.ascontiguousarray(tensor.numpy(), "<f4")
            entries.append({"name": name, "dims": list(values.shape), "offset": offset})
            offset += file.write(values.tobytes())
    (folder / "weights.json").write_text(json.dumps({"tensors": entries}, indent=1) + "\n")


def together(model):
    """Replaces gradients by their means over all processes."""
    gradients = [p.grad for p in model.parameters()]
    flat = torch.cat([g.flatten() for g in gradients])
    distributed.all_reduce(flat)
    flat /= PROCESSES
    for g, part in zip(gradients, flat.split([g.numel() for g in gradients])):
        g.copy_(part.view_as(g))


def train(rank, args, known, unseen):
    """What one of the processes does: its own part of each batch. The first one checks and saves."""
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(args.port)}
    distributed.init_process_group("gloo", rank=rank, world_size=PROCESSES)
    torch.set_num_threads(1)
    torch.backends.nnpack.set_flags(False)  # Only warnings come of it.
    torch.manual_seed(args.seed)
    rng = np.random.default_rng([args.seed, rank])
    network = json.loads((HERE / "network.json").read_text())
    assert known.names == network["names"]
    model = Detector(network).to(memory_format=torch.channels_last).train()
    mean = copy.deepcopy(model).eval()
    cells, strides = grid(network, CROP)
    check = [unseen.batch(np.random.default_rng(i), 16) for i in range(8)]
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() == 1]
    groups = [{"params": decayed, "weight_decay": 1e-3}, {"params": others, "weight_decay": 0}]
    optimiser = torch.optim.AdamW(groups, lr=args.rate)
    first, state = 1, args.weights / f"state{rank}.pt"
    if args.resume:
        kept = torch.load(state, weights_only=False)
        first, rng = kept["step"] + 1, kept["rng"]
        model.load_state_dict(kept["model"])
        mean.load_state_dict(kept["mean"])
        optimiser.load_state_dict(kept["optimiser"])
    started, sums = time.time(), []
    for step in range(first, args.steps + 1):
        # The same in all processes.
        clock = torch.tensor([time.time() - started])
        distributed.broadcast(clock, 0)
        done = min(1, max(step / args.steps, clock.item() / (60 * args.minutes)))
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, (step - first + 1) / 200) * 0.5 * (1 + math.cos(math.pi * done))
        images, truth = known.batch(rng, args.batch)
        classes, fit = losses(model, images, truth, cells, strides, power_of(done))
        optimiser.zero_grad()
        (classes + 2 * fit).backward()
        together(model)
        nn.utils.clip_grad_norm_(model.parameters(), 10)
        optimiser.step()
        average(mean, model, step)
        sums.append([classes.item(), fit.item()])
        if step % 250 == 0 or done == 1:
            args.weights.mkdir(parents=True, exist_ok=True)
            parts = {"model": model.state_dict(), "mean": mean.state_dict(), "optimiser": optimiser.state_dict()}
            torch.save({"step": step, "rng": rng, **parts}, state)
        if rank == 0 and (step % 50 == 0 or done == 1):
            shown = f"step {step:5}  classes %.3f  boxes %.3f" % tuple(np.mean(sums, 0))
            sums = []
            if step % 250 == 0 or done == 1:
                with torch.no_grad():
                    checked = np.mean([[v.item() for v in losses(mean, *pair, cells, strides, 1)] for pair in check], 0)
                shown += "  validation %.3f %.3f" % tuple(checked)
                save(mean, args.weights)
            print(f"{shown}  {time.time() - started:.0f} s, {time.process_time():.0f} s of one core", flush=True)
        if done == 1:
            return


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("--steps", type=int, default=14000)
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--batch", type=int, default=10, help="of each process")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=29515, help="on which the processes meet")
    parser.add_argument("--resume", action="store_true", help="go on from what is in WEIGHTS")
    args = parser.parse_args()
    # A pool of threads would not survive the fork.
    cv2.setNumThreads(1)
    unseen, known = Data(args.data, "validation"), Data(args.data, "train")
    print(f"{len(known.frames)} frames to learn from, {len(unseen.frames)} to check with", flush=True)
    # Forked: they share the frames.
    multiprocessing.start_processes(train, (args, known, unseen), PROCESSES, start_method="fork")


if __name__ == "__main__":
    main()
