"""Small real data: the digits that come with the course, and Fashion-MNIST where the reader has it or asks for it."""

import gzip
import hashlib
import os
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.caches import cache, in_home
from helpers.learning.labels import checked_labels, checked_pictures

DATA = Path(__file__).parents[2] / "data"
DIGITS = tuple("0123456789")
GARMENTS = ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
SOURCE = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
# Name → SHA-256 of the file as it is downloaded, and of its contents once unpacked.
FILES = {
    "train-images-idx3-ubyte.gz": ("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                                   "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
    "train-labels-idx1-ubyte.gz": ("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                                   "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
    "t10k-images-idx3-ubyte.gz": ("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                                  "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
    "t10k-labels-idx1-ubyte.gz": ("67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                                  "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
}
KINDS = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}  # third byte of an IDX file


@dataclass(frozen=True, eq=False)
class Images:
    """Pictures with labels: ``train`` and ``test`` have shape (pictures, side · side), from 0 (paper) to 1 (ink).

    train_labels, test_labels : whole numbers that count the names in ``classes`` from 0; not all need be there.
    Raises ValueError for pictures or labels of another kind, with what to write instead.
    """

    name: str
    classes: tuple
    train: np.ndarray
    train_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray

    def __post_init__(self):
        for part in ("train", "test"):
            pictures = checked_pictures(checked_pictures(getattr(self, part), name=part, drawn=True), name=part)
            if pictures.dtype.kind in "iu" and pictures.max() > 1:
                raise ValueError(f"{part} must go from 0 to 1, got whole numbers up to {pictures.max()}: write "
                                 f"{part} / 255")
            name = f"{part}_labels"
            labels = checked_labels(getattr(self, name), len(pictures), len(self.classes), name)
            object.__setattr__(self, part, pictures)
            object.__setattr__(self, name, labels)
        if self.train.shape[1] != self.test.shape[1]:
            raise ValueError(f"train and test must be pictures of one size, got {self.train.shape}, {self.test.shape}")

    @property
    def side(self):
        """Height and width of a picture in pixels."""
        return round(self.train.shape[1] ** 0.5)

    def __repr__(self):
        return (f"<{self.name}: {len(self.train):,} pictures to learn from, {len(self.test):,} to test with, "
                f"{self.side}×{self.side} pixels, {len(self.classes)} classes>")


def digits():
    """1,797 handwritten digits of 8×8 pixels, which come with the course: 1,297 to learn from, 500 to test with.

    Most of the test set comes from other hands than the training set. Provenance and licence: data/README.md.

    >>> digits()
    <digits: 1,297 pictures to learn from, 500 to test with, 8×8 pixels, 10 classes>
    """
    table = np.loadtxt(DATA / "digits.csv.gz", delimiter=",", dtype=np.uint8)
    pixels, labels = (table[:, :-1] / 16).astype(np.float32), table[:, -1].astype(np.int64)
    return Images("digits", DIGITS, pixels[:1297], labels[:1297], pixels[1297:], labels[1297:])


def fashion_mnist(folder=None, download=False):
    """Fashion-MNIST, 70,000 pictures of clothes, halved to 14×14 pixels as ``halved`` does.

    folder : where the four IDX files are, packed or not. download : True fetches them (30 MB, checksummed, with a
    progress bar) into a cache of your own, from where they are read without a network from then on.

    Returns Images. Raises FileNotFoundError where there is neither, ValueError for a file that is damaged or another
    one, ConnectionError where the download fails; the cache then stays as it was.
    Source: H. Xiao, K. Rasul and R. Vollgraf, arXiv:1708.07747, 2017 (MIT licence).
    """
    if folder is None and not download:
        raise FileNotFoundError("Fashion-MNIST does not come with the course: name the folder that holds its four "
                                "files, fashion_mnist('my/folder'), or ask for it, fashion_mnist(download=True)")
    parts = [_contents(name, folder) for name in FILES]
    images = [parse_idx(parts[k], name) for k, name in enumerate(FILES)]
    train, train_labels, test, test_labels = images
    return Images("Fashion-MNIST", GARMENTS, halved(train), train_labels.astype(np.int64), halved(test),
                  test_labels.astype(np.int64))


def images(folder=None, download=False):
    """Fashion-MNIST from ``folder``, or downloaded where ``download`` asks for it; else the digits, and it says so.

    Where a download fails the digits step in too. Raises as ``fashion_mnist`` for a folder without the files, and for
    damaged ones.

    >>> data = images()
    Working with the 8×8 digits; for Fashion-MNIST say images(folder=...) or images(download=True).
    """
    if folder is None and not download:
        print("Working with the 8×8 digits; for Fashion-MNIST say images(folder=...) or images(download=True).")
        return digits()
    try:
        return fashion_mnist(folder, download)
    except ConnectionError as reason:
        print(f"Working with the 8×8 digits instead of Fashion-MNIST: {reason}")
        return digits()


def halved(pictures):
    """Pictures (n, 28, 28) of whole numbers to 255 as (n, 14·14) from 0 to 1: (sum of each 2×2 block + 2) // 4.

    >>> float(halved(np.full((1, 2, 2), 7, dtype=np.uint8))[0, 0] * 255)
    7.0
    """
    n, high, wide = pictures.shape
    blocks = pictures.reshape(n, high // 2, 2, wide // 2, 2).sum(axis=(2, 4), dtype=np.uint16)
    return ((blocks + 2) // 4).reshape(n, -1).astype(np.float32) / 255


# ---- the four files ---------------------------------------------------------------------------------------------


def _contents(name, folder):
    """The unpacked bytes of one of the four files, known to be the right ones."""
    path = _downloaded(name) if folder is None else _found(name, _folder(folder))
    data = unpacked(path)
    if hashlib.sha256(data).hexdigest() != FILES[name][1]:
        parse_idx(data, path.name)  # says what is wrong with it, where anything is
        raise ValueError(f"{path.name} is a sound file, but not the one of Fashion-MNIST (its checksum differs)")
    return data


def _folder(folder):
    """The reader's folder: ``~`` is their home, and one of the files stands for the folder that it is in."""
    if not isinstance(folder, str | os.PathLike):
        raise ValueError(f"folder must be the name of a folder, such as 'my/folder', got {folder!r}")
    path = Path(folder)
    with suppress(RuntimeError):  # a user without a home may have a folder of that name
        path = path if path.is_dir() else path.expanduser()
    return path.parent if path.is_file() else path


def _found(name, folder):
    """The file of that name, packed or not; capitals, and the point that some unpackers write, make no difference."""
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder.absolute()}; name the one with the four files of "
                                f"Fashion-MNIST, {', '.join(FILES)}")
    plain = _plain(name)
    here, deeper = ([path for path in sorted(folder.glob(way)) if path.is_file()] for way in ("*", "*/*"))
    below = [path for path in deeper if _plain(path.name) == plain]
    alike = [path for path in here if _plain(path.name) == plain]
    alike += [path for path in below if _plain(path.parent.name) == plain]  # unpacked into a folder of its own
    if alike:
        return min(alike, key=lambda path: path.name not in (name, name.removesuffix(".gz")))
    others = ", ".join(path.name for path in here[:8]) or "nothing at all"
    hint = f"; {below[0].parent} has one" if below else f", but {others}"
    raise FileNotFoundError(f"there is no {name} in {folder}{hint}; Fashion-MNIST is the four files {', '.join(FILES)}")


def _plain(name):
    """What all spellings of a file's name have in common: train-images-idx3-ubyte."""
    name = re.sub(r"\s*\(\d+\)", "", name.lower().replace("_", "-"))  # a browser's second copy
    return re.sub(r"\.(gz|bin|idx)$", "", name).replace(".idx", "-idx")


def _downloaded(name):
    """Where the file lies in the cache, fetched if need be; pooch moves it there once its checksum is right."""
    import pooch  # only who downloads waits for it

    try:
        folder = cache(lambda: pooch.os_cache("downhill") / "fashion-mnist", lambda: in_home() / "fashion-mnist")
        return Path(pooch.retrieve(SOURCE + name, f"sha256:{FILES[name][0]}", fname=name, path=folder,
                                   progressbar=True))
    except OSError as reason:  # no network, no such host, a broken connection, a full disk
        why = f"{name} could not be downloaded ({type(reason).__name__}); is there a network?"
        raise ConnectionError(why) from reason


def unpacked(path):
    """The contents of a file, decompressed where it is a gzip file, whatever its name; ValueError where that fails.

    >>> unpacked(DATA / "digits.csv.gz")[:8]
    b'0,0,5,13'
    """
    path = Path(path)
    data = path.read_bytes()
    packed = data[:2] == b"\x1f\x8b"
    if not packed and (path.suffix.lower() != ".gz" or data[:2] == b"\0\0"):
        return data  # some browsers and servers unpack a file and leave its name as it was
    try:
        return gzip.decompress(data)
    except EOFError:
        raise ValueError(f"{path.name} is cut short: its compressed data ends too early") from None
    except (OSError, zlib.error) as reason:
        raise ValueError(f"{path.name} is damaged or no gzip file ({reason})") from None


def parse_idx(data, name="data"):
    """The array in the bytes of an IDX file; ValueError where they are of another kind, too few or too many.

    Source: Y. LeCun's description of the MNIST files.

    >>> parse_idx(bytes([0, 0, 8, 1, 0, 0, 0, 2, 5, 7])).tolist()
    [5, 7]
    """
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in KINDS or not data[3]:
        raise ValueError(f"{name} is no IDX file: it begins with {data[:4].hex(' ') or 'nothing'}")
    kind, head = np.dtype(KINDS[data[2]]), 4 + 4 * data[3]
    if len(data) < head:
        raise ValueError(f"{name} is cut short: it ends in its head")
    shape = tuple(np.frombuffer(data, ">i4", data[3], 4).tolist())
    wanted = head + kind.itemsize * int(np.prod(shape, dtype=object))
    if min(shape) < 0 or len(data) != wanted:
        problem = "is cut short" if len(data) < wanted else "is too long"
        raise ValueError(f"{name} {problem}: {len(data):,} bytes, but its head promises {wanted:,}")
    return np.frombuffer(data, kind, offset=head).reshape(shape).astype(kind.newbyteorder("="))
