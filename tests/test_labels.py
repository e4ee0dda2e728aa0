"""Pictures and labels of other data sets: what fits is taken, all else is told what it is and what to write."""

import numpy as np
import pytest

from helpers import drawing
from helpers.learning import Network, accuracy, confusion, datasets, learn, train
from helpers.learning.labels import checked_labels, checked_pictures
from helpers.optimizers import GradientDescent

DIGITS = datasets.digits()
COUNT = np.arange(10)
WRONG_LABELS = [
    (COUNT + 1, "count from 1 to 10: write labels - 1"), (COUNT - 1, "go from -1 to 8: write np.unique"),
    (COUNT * 10, "go from 0 to 90: write np.unique"), (np.arange(10) + 7, "go from 7 to 16: write np.unique"),
    (np.eye(10), r"one-hot\?\): write labels.argmax\(axis=1\)"), (np.eye(10, dtype=bool), "one-hot"),
    (COUNT[:, None], r"shape is \(10, 1\): write labels.ravel"), (COUNT[None], "write labels.ravel"),
    (COUNT * 1.0, r"got float64: write labels.astype\(int\)"), (COUNT > 4, r"got bool: write labels.astype\(int\)"),
    (COUNT + 0.5, "got float64 of shape"), (np.full(10, np.nan), "got float64"), (COUNT * 1j, "got complex128"),
    (list("abcdefghij"), "such as .*'a'.*np.unique"), (np.array(["cat"] * 10, dtype=object), "np.unique"),
    (COUNT[:9], r"got int64 of shape \(9,\)"), (3, "of shape"), (None, "of shape"), ([], "of shape"),
    (np.eye(5), "of shape"), (np.array([b"a"] * 10), "np.unique"),
]


@pytest.mark.parametrize(("labels", "said"), WRONG_LABELS)
def test_labels_of_another_kind_are_told_what_to_write(labels, said):
    with pytest.raises(ValueError, match=f"labels must be 10 whole numbers from 0 to 9, one a picture; .*{said}"):
        checked_labels(labels, 10, 10)
    with pytest.raises(ValueError, match="labels must be 10 whole numbers from 0 to 9"):
        train(Network((64, 10)), DIGITS.train[:10], labels, GradientDescent(0.1), 1)
    with pytest.raises(ValueError, match="train_labels must be 10 whole numbers from 0 to 9"):
        datasets.Images("mine", COUNT, DIGITS.train[:10], labels, DIGITS.test[:2], [0, 1])
    with pytest.raises(ValueError, match="test_labels must be 10 whole numbers from 0 to 9"):
        datasets.Images("mine", COUNT, DIGITS.train[:2], [0, 1], DIGITS.test[:10], labels)


@pytest.mark.parametrize("labels", [COUNT, COUNT.tolist(), COUNT.astype(np.uint8), tuple(COUNT), np.zeros(10, int)])
def test_labels_that_fit_are_taken_also_where_a_class_is_absent(labels):
    assert checked_labels(labels, 10, 10).tolist() == list(labels)
    data = datasets.Images("mine", COUNT, DIGITS.train[:10], labels, DIGITS.test[:10], np.full(10, 3))
    assert data.test_labels.dtype == np.int64
    done = train(Network((64, 10)), data.train, data.train_labels, GradientDescent(0.1), 5)
    assert done.confusion(data.test, data.test_labels).shape == (10, 10)
    assert 0 <= done.accuracy(data.test, data.test_labels) <= 1


@pytest.mark.parametrize(("shape", "said"), [
    ((5, 8, 8, 3), r"colour pictures.*\.mean\(axis=-1\)"), ((5, 8, 8, 4), "colour pictures"), ((64,), "got"),
    ((5, 8, 8), r"write pictures.reshape\(len\(pictures\), -1\)"), ((5, 8, 8, 1), "reshape"), ((0, 64), "got none"),
    ((5, 1, 8, 8), "reshape"), ((5, 63), r"\(n, 64\) for this network; got \(5, 63\)"), ((64, 5), "write pictures.T"),
    ((), "got")])
def test_pictures_of_another_shape_are_told_what_to_write(shape, said):
    with pytest.raises(ValueError, match=f"pictures must have shape .*{said}"):
        checked_pictures(np.zeros(shape), 64)
    network = Network((64, 10))
    for use in (lambda p: train(network, p, np.zeros(5, int), GradientDescent(0.1), 1),
                lambda p: network.predict(network.start(), p)):
        with pytest.raises(ValueError, match="pictures must have shape"):
            use(np.zeros(shape))


@pytest.mark.parametrize(("pictures", "said"), [
    (np.full((5, 64), np.nan), "nan or inf among them"), (np.full((5, 64), "a"), "<U1"),
    (np.zeros((5, 64), object), "object"), (np.zeros((5, 64), complex), "complex128")])
def test_pictures_are_finite_numbers(pictures, said):
    with pytest.raises(ValueError, match=f"pictures must be finite numbers, got {said}"):
        train(Network((64, 10)), pictures, np.zeros(5, int), GradientDescent(0.1), 1)


def test_images_that_readers_make():
    labels = np.array([0, 1])
    for train_part, said in (((2, 8, 8, 3), "train must have shape .*colour"), ((2, 60), "no square"),
                             ((2, 8, 8), r"write train.reshape\(len\(train\), -1\)")):
        with pytest.raises(ValueError, match=said):
            datasets.Images("mine", "ab", np.zeros(train_part), labels, np.zeros((2, 64)), labels)
    with pytest.raises(ValueError, match="train must go from 0 to 1, got whole numbers up to 255: write train / 255"):
        datasets.Images("mine", "ab", np.full((2, 64), 255, np.uint8), labels, np.zeros((2, 64)), labels)
    with pytest.raises(ValueError, match="train and test must be pictures of one size"):
        datasets.Images("mine", "ab", np.zeros((2, 64)), labels, np.zeros((2, 49)), labels)
    assert datasets.Images("mine", "ab", np.zeros((2, 64)).tolist(), [0, 1], np.zeros((2, 64)), [1, 1]).side == 8


def test_many_classes_in_small_integers_are_counted_right():
    labels = np.arange(100, dtype=np.uint8)
    assert accuracy(confusion(labels, labels)) == 1
    assert confusion(labels, labels.astype(np.int8)).shape == (100, 100)


@pytest.mark.parametrize(("labels", "predicted", "classes"), [
    ([0, 1, 5], [0, 1, 1], 3), ([0, 1, 1], [0, 1, 3], 3), ([0, -1], [0, 1], None), ([0.5, 1], [0, 1], None),
    (["a", "b"], ["a", "b"], None), ([], [], None), ([True, False], [True, False], None)])
def test_a_confusion_of_labels_of_another_kind_is_refused(labels, predicted, classes):
    with pytest.raises(ValueError, match=r"(labels|predicted)"):
        confusion(labels, predicted, classes)


def test_points_in_the_plane_take_the_same_labels():
    points = np.random.default_rng(0).normal(size=(4, 2))
    for labels in ([0, -1, 1, 1], [0.0, 1.0, 1.0, 0.0], list("abab")):
        with pytest.raises(ValueError, match="labels must be 4 whole numbers"):
            learn(points, labels, 0.1, 0.0, 3)
    assert learn(points, [0, 2, 2, 0], 0.1, 0.0, 3).weights.shape == (1, 4, 3, 3)


@pytest.mark.parametrize(("shape", "said"), [
    ((2, 8, 8, 3), "colour"), ((2, 8, 8), "reshape"), ((2, 60), "no square"), ((64,), "got"), ((0, 64), "none")])
def test_pictures_that_cannot_be_drawn_are_told_why(shape, said):
    with pytest.raises(ValueError, match=f"rows must have shape .*{said}"):
        drawing.images(np.zeros(shape))


def test_titles_are_one_a_picture():
    with pytest.raises(ValueError, match="titles must be one for each of the 2 pictures, got 3"):
        drawing.images(np.zeros((2, 64)), "abc")
    assert "nan" not in drawing.images(np.full((2, 64), np.nan), "ab", signed=True).alt
