"""The IDX reader on small files made here, the cache, the digits, and what happens without a network."""

import gzip
import hashlib
import struct
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from helpers.learning import datasets
from helpers.learning.datasets import digits, fashion_mnist, halved, parse_idx, unpacked

NAMES = tuple(datasets.FILES)


def idx(array, kind=8):
    return bytes([0, 0, kind, array.ndim]) + struct.pack(f">{array.ndim}i", *array.shape) + array.tobytes()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a tiny Fashion-MNIST, whose checksums stand in for the real ones."""
    draw, sums = np.random.default_rng(0), {}
    for name in NAMES:
        count = 12 if name.startswith("train") else 6
        shape = (count, 28, 28) if "images" in name else (count,)
        data = idx(draw.integers(0, 256 if "images" in name else 10, shape).astype(np.uint8))
        packed = gzip.compress(data)
        (tmp_path / name).write_bytes(packed)
        sums[name] = (hashlib.sha256(packed).hexdigest(), hashlib.sha256(data).hexdigest())
    monkeypatch.setattr(datasets, "FILES", sums)
    return tmp_path


def test_good_files_packed_or_not(folder):
    data = fashion_mnist(folder)
    assert (data.train.shape, data.test.shape, data.side) == ((12, 196), (6, 196), 14)
    (folder / NAMES[0].removesuffix(".gz")).write_bytes(unpacked(folder / NAMES[0]))
    (folder / NAMES[0]).unlink()
    assert np.array_equal(fashion_mnist(str(folder)).train, data.train)
    assert data.train.dtype == np.float32
    assert 0 <= data.train.min() < data.train.max() <= 1


@pytest.mark.parametrize(("damage", "said"), [
    (lambda packed: packed[:-20], "cut short|damaged"),
    (lambda packed: b"not gzip at all", "damaged or no gzip"),
    (lambda packed: packed[:40] + b"?????" + packed[45:], "damaged"),
    (lambda packed: gzip.compress(gzip.decompress(packed)[:-5]), "cut short: .* promises"),
    (lambda packed: gzip.compress(gzip.decompress(packed) + b"more"), "too long"),
    (lambda packed: gzip.compress(b"PK\3\4" + bytes(100)), "no IDX file"),
    (lambda packed: gzip.compress(b"\0\0\x08\x03\0\0"), "cut short: it ends in its head"),
    (lambda packed: gzip.compress(b""), "no IDX file"),
    (lambda packed: gzip.compress(idx(np.zeros((12, 28, 28), np.uint8))), "not the one of Fashion-MNIST"),
])
def test_damaged_and_foreign_files_are_refused(folder, damage, said):
    path = folder / NAMES[0]
    bad = damage(path.read_bytes())
    path.write_bytes(bad)
    with pytest.raises(ValueError, match=said):
        fashion_mnist(folder)
    assert path.read_bytes() == bad  # a reader's files are never touched


def test_a_missing_file_is_named(folder):
    (folder / NAMES[3]).unlink()
    with pytest.raises(FileNotFoundError, match="t10k-labels"):
        fashion_mnist(folder)
    with pytest.raises(FileNotFoundError, match="download=True"):
        fashion_mnist()


@pytest.mark.parametrize("kind", datasets.KINDS)
def test_every_kind_of_number_in_idx(kind):
    numbers = np.array([[1, 2, 3], [4, 5, 6]]).astype(datasets.KINDS[kind])
    assert parse_idx(idx(numbers, kind)).tolist() == [[1, 2, 3], [4, 5, 6]]


def test_halving_rounds_to_nearest():
    blocks = np.array([[[1, 2], [3, 4]]], dtype=np.uint8)  # mean 2.5
    assert halved(blocks)[0, 0] == np.float32(3) / 255
    draw = np.random.default_rng(1).integers(0, 256, (3, 28, 28)).astype(np.uint8)
    wide = draw.astype(int)
    sums = wide[:, ::2, ::2] + wide[:, 1::2, ::2] + wide[:, ::2, 1::2] + wide[:, 1::2, 1::2]
    np.testing.assert_allclose(halved(draw) * 255, ((sums + 2) // 4).reshape(3, -1), rtol=1e-6)


def test_digits_are_whole_and_balanced():
    data = digits()
    assert len(data.train) + len(data.test) == 1797
    assert data.train.max() == 1
    counts = np.bincount(np.concatenate([data.train_labels, data.test_labels]))
    assert counts.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # as published


# ---- names that files have elsewhere ----------------------------------------------------------------------------


@pytest.mark.parametrize("named", [
    lambda n: n.replace("-idx", ".idx"), lambda n: n.upper(), lambda n: n.removesuffix(".gz").replace("-idx", ".idx"),
    lambda n: n.replace("-", "_"), lambda n: n.removesuffix(".gz") + ".bin", lambda n: n.replace(".gz", " (1).gz"),
    lambda n: n.title(), lambda n: f"{n.removesuffix('.gz')}/{n.removesuffix('.gz')}"])
def test_files_are_found_under_the_names_they_have_elsewhere(folder, named):
    expected = fashion_mnist(folder)
    for name in NAMES:
        data = (folder / name).read_bytes()
        (folder / name).unlink()
        (folder / named(name)).parent.mkdir(exist_ok=True)
        (folder / named(name)).write_bytes(data if "gz" in named(name).lower() else gzip.decompress(data))
    assert np.array_equal(fashion_mnist(folder).train, expected.train)


def test_what_is_packed_is_seen_in_the_data_and_not_in_the_name(folder):
    expected = fashion_mnist(folder)
    for name in NAMES:  # unpacked on the way, with the name as it was; or packed without saying so
        packed = (folder / name).read_bytes()
        (folder / name).write_bytes(gzip.decompress(packed))
        if "labels" in name:
            (folder / name).unlink()
            (folder / name.removesuffix(".gz")).write_bytes(packed)
    assert np.array_equal(fashion_mnist(folder).test_labels, expected.test_labels)


def test_a_folder_may_be_in_the_home_or_one_of_its_files(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    expected = fashion_mnist(folder).train
    for name in (f"~/{folder.name}", folder / NAMES[2], f"~/{folder.name}/{NAMES[0]}"):
        assert np.array_equal(fashion_mnist(name).train, expected)


def test_a_folder_that_is_none_or_holds_them_deeper_is_told(folder):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere; name the one with the four files"):
        fashion_mnist(folder / "nowhere")
    deeper = folder / "deeper"
    deeper.mkdir()
    for name in NAMES:
        (folder / name).rename(deeper / name)
    with pytest.raises(FileNotFoundError, match=rf"there is no {NAMES[0]} in .*; {deeper} has one"):
        fashion_mnist(folder)
    folder = deeper
    for name in NAMES[:3]:
        (folder / name).unlink()
    with pytest.raises(FileNotFoundError, match=rf"there is no {NAMES[0]} in .*, but {NAMES[3]}; Fashion"):
        fashion_mnist(folder)
    for wrong in (3, ["a"], True):
        with pytest.raises(ValueError, match="folder must be the name of a folder"):
            fashion_mnist(wrong)


@pytest.mark.parametrize("made", ["~/nowhere", "in/the/way", "~"])
def test_without_a_home_downloads_go_to_a_temporary_folder(server, tmp_path, monkeypatch, capfd, made):
    def no_home():
        raise RuntimeError("Could not determine home directory.")

    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr("pooch.os_cache", lambda _: tmp_path / "file" / made if "way" in made else Path(made))
    monkeypatch.setattr("pathlib.Path.home", no_home)
    monkeypatch.setattr("helpers.caches._temporary", lambda: tmp_path / "temporary")
    assert len(fashion_mnist(download=True).test) == 6
    assert sorted(path.name for path in (tmp_path / "temporary").iterdir()) == sorted(NAMES)


# ---- downloads: all is real but the place they come from, a server in this process -------------------------------


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr("pooch.os_cache", lambda _: tmp_path / "cache")
    return tmp_path / "cache" / "fashion-mnist"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def server(folder, monkeypatch):
    """Serves the tiny Fashion-MNIST; ``shutdown`` cuts the wire."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    monkeypatch.setattr(datasets, "SOURCE", f"http://127.0.0.1:{server.server_port}/")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def in_cache(cache):
    return sorted(path.name for path in cache.iterdir())


def test_download_fills_the_cache_and_is_not_asked_twice(server, cache, monkeypatch, capfd):
    first = fashion_mnist(download=True)
    monkeypatch.setattr(datasets, "SOURCE", "http://127.0.0.1:9/")  # nobody answers there
    assert np.array_equal(fashion_mnist(download=True).test, first.test)
    assert in_cache(cache) == sorted(NAMES)


def test_a_download_that_arrives_damaged_leaves_the_cache_as_it_was(server, folder, cache, capfd):
    whole = (folder / NAMES[2]).read_bytes()
    (folder / NAMES[2]).write_bytes(whole[:-9])
    with pytest.raises(ValueError, match="hash"):
        fashion_mnist(download=True)
    assert in_cache(cache) == sorted(NAMES[:2])
    (folder / NAMES[2]).write_bytes(whole)
    assert len(fashion_mnist(download=True).test) == 6


def test_without_a_network_one_clear_sentence_and_the_digits(cache, monkeypatch, capsys):
    monkeypatch.setattr(datasets, "SOURCE", "http://127.0.0.1:9/")
    with pytest.raises(ConnectionError, match="is there a network"):
        fashion_mnist(download=True)
    assert datasets.images(download=True).name == "digits"
    assert "digits instead of Fashion-MNIST" in capsys.readouterr().out


def test_images_without_arguments_are_the_digits(capsys):
    assert datasets.images().name == "digits"
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_folder_that_is_not_there_is_an_error_not_a_fallback(tmp_path):
    with pytest.raises(FileNotFoundError, match="train-images"):
        datasets.images(folder=tmp_path)
