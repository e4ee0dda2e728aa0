"""Exercises in their forms: worked by keys, and what is solved is remembered in the browser, or for the visit."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import HALF, HOME, IN_PAGE, PREPARED, cases, right_answer
from lab import eventually

from helpers.live import page as half
from web.site import as_data

KEY = "downhill.solved"
STYLE = "\n".join((HALF / name).read_text(encoding="utf-8") for name in ("style.css", "exercises.css"))

SHOW = """async ([data, style]) => {
    Object.assign(window, await import("/exercise.js"), await import("/solved.js"), await import("/judge.js"));
    document.head.insertAdjacentHTML("beforeend", "<style></style>");
    document.querySelector("style").textContent = style;
    const main = document.querySelector("main");
    for (const name in data) {
        main.insertAdjacentHTML("beforeend", `<div class="exercise" data-name="${name}"><pre>check()</pre></div>`);
    }
    main.insertAdjacentHTML("beforeend", "<p id='progress' data-exercises='02.1 02.2 02.3 02.4'></p><p id='end'></p>");
    showExercises(document, data);
    showProgress(document);
    forgetButton(document.querySelector("#end"));
}"""


def show(tab, *names, kept=None, script=""):
    """A page with some exercises; ``kept`` is what the browser remembers of before."""
    tab.goto(HOME)
    tab.evaluate("([key, kept]) => { localStorage.clear(); if (kept !== null) localStorage.setItem(key, kept); }",
                 [KEY, kept])
    return filled(tab, *names, script=script)


def reopened(tab, *names):
    tab.goto(HOME)
    return filled(tab, *names)


def filled(tab, *names, script=""):
    if script:
        tab.evaluate(script)
    tab.evaluate(SHOW, [{name: PREPARED[name] for name in names}, STYLE])
    return tab


def form(tab, name):
    return tab.locator(f'.exercise[data-name="{name}"]')


@pytest.mark.parametrize("of", sorted({name.split(".")[0] for name in IN_PAGE}))
def test_each_exercise_is_solved_in_its_form_by_keys(tab, of):
    names = [name for name in IN_PAGE if name.split(".")[0] == of]
    show(tab, *names)
    for name in names:
        place, answer = form(tab, name), right_answer(name)
        assert place.locator("pre").count() == 0
        if PREPARED[name]["kind"] == "choice":
            place.get_by_role("radio", name=answer, exact=True).focus()
            tab.keyboard.press("Space")
        else:
            place.get_by_role("textbox").focus()
            tab.keyboard.type(answer)
        tab.keyboard.press("Enter")
        assert place.get_by_role("status").text_content() == next(said for text, said in cases(name) if text == answer)
        assert place.locator(".exercise-tick").text_content() == "✓ solved"
    assert tab.evaluate(f"solvedOf('{of}')") == names


def test_what_was_said_goes_when_the_answer_changes(tab):
    place = form(show(tab, "02.2"), "02.2")
    place.get_by_role("button", name="Check").click()
    assert place.get_by_role("status").text_content() == "Your turn: give an answer first."
    place.get_by_role("textbox", name="Your answer").fill("4")
    tab.keyboard.press("Enter")
    said = "Not yet. That is f″, and a good start. The best rate is 1/f″."
    assert place.get_by_role("status").text_content() == said
    assert place.locator(".exercise-tick").text_content() == ""
    place.get_by_role("textbox").fill("1/4")
    assert place.get_by_role("status").text_content() == ""
    tab.keyboard.press("Enter")
    assert place.get_by_role("status").text_content().startswith("Right. f″ = ")
    place.get_by_role("textbox").fill("5")
    tab.keyboard.press("Enter")
    assert place.locator(".exercise-tick").text_content() == "✓ solved"  # solved stays solved


def test_a_choice_moves_by_arrows_and_names_itself(tab):
    place = form(show(tab, "14.5"), "14.5")
    assert place.get_by_role("group", name="Your answer").count() == 1
    place.get_by_role("radio", name="A", exact=True).focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert place.get_by_role("status").text_content().startswith("Right. In B the new η")


def test_what_is_solved_is_remembered_and_forgotten(tab):
    show(tab, "02.1", "02.2", "02.4")
    form(tab, "02.2").get_by_role("textbox").fill("1/4")
    tab.keyboard.press("Enter")
    form(tab, "02.4").get_by_role("checkbox", name="I have solved exercise 4 there").check()
    assert json.loads(tab.evaluate(f"localStorage.getItem('{KEY}')")) == ["02.2", "02.4"]
    assert tab.locator("#progress").text_content() == "2 of 4 solved"
    reopened(tab, "02.1", "02.2", "02.4")
    assert form(tab, "02.2").locator(".exercise-tick").text_content() == "✓ solved"
    assert form(tab, "02.4").get_by_role("checkbox").is_checked()
    form(tab, "02.4").get_by_role("checkbox").uncheck()
    assert tab.evaluate("solvedOf('02')") == ["02.2"]
    button = tab.locator("#end").get_by_role("button")
    button.click()
    assert button.text_content() == "Forget all 1? Press again"
    tab.keyboard.press("Escape")
    assert button.text_content() == "Forget what I solved"
    assert tab.evaluate("solvedOf('02')") == ["02.2"]
    button.click()
    button.click()
    assert tab.locator("#end").get_by_role("status").text_content() == "Forgotten."
    assert tab.evaluate(f"localStorage.getItem('{KEY}')") is None
    assert form(tab, "02.2").locator(".exercise-tick").text_content() == ""
    assert tab.locator("#progress").text_content() == ""
    button.click()
    assert tab.locator("#end").get_by_role("status").text_content() == "Nothing is solved yet."


def test_two_pages_of_the_course_know_of_each_other(tab):
    show(tab, "02.1", "02.2")
    other = tab.context.new_page()
    reopened(other, "02.1", "02.2")
    form(other, "02.2").get_by_role("textbox").fill("1/4")
    other.keyboard.press("Enter")
    form(tab, "02.2").get_by_text("✓ solved").wait_for()
    form(tab, "02.1").get_by_role("radio", name="zigzags").check()
    tab.keyboard.press("Enter")
    assert json.loads(other.evaluate(f"localStorage.getItem('{KEY}')")) == ["02.1", "02.2"]
    other.evaluate("new Memory().forget()")
    tab.wait_for_function("document.querySelector('#progress').textContent === ''")
    assert tab.evaluate("solvedOf('02')") == []
    other.close()


@pytest.mark.parametrize("kept", ["", "{", "null", "3", '"02.1"', '{"length": 3}',
                                  '["constructor", "__proto__", "002.1"]', '[1, null, ["02.1"], "<b>", "02.1\\u0000"]'])
def test_what_we_have_not_written_counts_for_nothing(tab, kept):
    show(tab, "02.2", kept=kept)
    assert tab.evaluate("solvedOf('02')") == []
    form(tab, "02.2").get_by_role("textbox").fill("1/4")
    tab.keyboard.press("Enter")
    assert json.loads(tab.evaluate(f"localStorage.getItem('{KEY}')")) == ["02.2"]


NO_STORAGE = """void Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("no", "SecurityError"); }
})"""
NOT_THERE = 'void Object.defineProperty(window, "localStorage", { value: undefined })'
FULL = 'void (Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); })'


@pytest.mark.parametrize("script", [NO_STORAGE, NOT_THERE, FULL], ids=["refused", "missing", "full"])
def test_a_browser_that_does_not_remember_remembers_for_the_visit(tab, script):
    show(tab, "02.2", script=script)
    form(tab, "02.2").get_by_role("textbox").fill("1/4")
    tab.keyboard.press("Enter")
    assert tab.evaluate("solvedOf('02')") == ["02.2"]
    assert tab.locator("#progress").text_content() == "1 of 4 solved"
    tab.locator("#end").get_by_role("button").dblclick()
    assert tab.evaluate("solvedOf('02')") == []


def test_python_is_asked_where_an_answer_must_be_run(tab):
    there = "https://mybinder.org/v2/gh/someone/downhill/main?labpath=notebooks%2F02.ipynb"
    show(tab, "02.4")
    place = form(tab, "02.4")
    assert place.locator("pre").text_content() == "check()"  # the cell stays
    assert "start the course on your own computer with make lab." in place.text_content()
    tab.evaluate("([data]) => showExercises(document, data)", [{"02.4": {"kind": "python", "binder": there}}])
    assert place.locator(".exercise-go-on").count() == 1
    assert place.get_by_role("link", name="open the chapter in Binder").get_attribute("href") == there


def test_no_barriers_in_light_and_dark_and_on_a_phone(tab):
    names = ["01.1", "01.2", "01.3", "01.4"]
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        show(tab, *names)
        form(tab, "01.2").get_by_role("textbox").fill("4")
        tab.keyboard.press("Enter")
        found = Axe().run(tab, context=".exercise")
        assert found.violations_count == 0, found.generate_report()
    tab.set_viewport_size({"width": 390, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.set_viewport_size({"width": 900, "height": 700})
    tab.emulate_media(color_scheme="light")


def test_the_words_of_an_answer_are_never_markup(tab):
    place = form(show(tab, "02.2"), "02.2")
    place.get_by_role("textbox").fill("<img src=x onerror=alert(1)>")
    tab.keyboard.press("Enter")
    assert "you gave <img src=x" in place.get_by_role("status").text_content()
    assert place.locator("img").count() == 0


FILE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A file</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'">
<div class="exercise" data-name="02.2"></div><div class="exercise" data-name="01.3"></div>
<p data-exercises="01.3 02.2"></p>
<script type="module">{script}
exercise.showExercises(document, {data});
exercise.showProgress(document);</script>"""


def test_a_file_judges_and_remembers_where_code_from_text_is_forbidden(tab, tmp_path):
    script = half.joined("exercise", HALF / "page").replace("export default $exercise", "const exercise = $exercise")
    file = tmp_path / "page.html"
    data = as_data({name: PREPARED[name] for name in ("01.3", "02.2")})
    file.write_text(FILE.format(script=script, data=data), encoding="utf-8")
    tab.goto(file.as_uri())
    for name in ("01.3", "02.2"):
        form(tab, name).get_by_role("textbox").fill(right_answer(name))
        tab.keyboard.press("Enter")
        assert form(tab, name).get_by_role("status").text_content().startswith("Right. ")
    tab.goto(file.as_uri())
    progress = tab.locator("[data-exercises]")  # a page in a process of its own may hear a moment later what is kept
    eventually(tab, lambda: progress.text_content() == "2 of 2 solved", "it remembers nothing")
