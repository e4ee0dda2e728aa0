# Each target is one or two plain commands, so that you can also type them yourself. Needs python3 (3.11 or newer) and
# make; another Python is named like this: make lab PYTHON=python3.12

PYTHON ?= python3
CHROMIUM ?= chromium
RUN = .venv/bin/python -m
SETTINGS = .venv/share/jupyter/lab/settings/overrides.d
EXPORTS = .venv/etc/jupyter
SHARED = .venv/share/downhill
# In a container one is often root, and JupyterLab wants to hear that this is meant.
ROOT_MAY = $(if $(filter 0,$(shell id -u)),--allow-root)
TESTS = tests/browser tests notebooks
# Python's compiled code is kept, whatever the shell has set: many processes import the same modules.
export PYTHONDONTWRITEBYTECODE =
NBVAL = --nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg --nbval-cell-timeout=120
# Python in the processes of the tests does without what none of them asks for (tests/lean/sitecustomize.py).
test oldest: export PYTHONPATH := $(CURDIR)/tests/lean$(if $(PYTHONPATH),:$(PYTHONPATH))

.PHONY: help lab site class test oldest bench notebooks picture clean
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

lab: .venv/ready ## open the course in JupyterLab
	$(RUN) jupyterlab $(ROOT_MAY) $(ARGS) notebooks/00_start_here.ipynb

site: .venv/ready-to-build ## build the course as pages in build/site, to be opened in a browser without any of this
	$(RUN) web $(ARGS)

class: .venv/ready ## run all chapters once, so that no user of this copy ever waits for code to be compiled
	$(RUN) pytest -c /dev/null --rootdir . $(NBVAL) notebooks

test: .venv/ready-to-test ## check the code, every number of every chapter, and the live figures in a browser
	$(RUN) ruff check .
	$(RUN) pytest -n 3 --no-loadscope-reorder $(NBVAL) $(TESTS)

oldest: .venv-oldest/ready ## the same tests with the oldest versions that pyproject.toml allows
	.venv-oldest/bin/python -m pytest -n 3 --no-loadscope-reorder $(NBVAL) $(TESTS)

bench: .venv-bench/ready ## measure against other libraries, in an environment of its own
	.venv-bench/bin/python -m benchmarks

notebooks: .venv/ready-to-test ## run all notebooks again, in place
	$(RUN) tests.run_notebooks

picture: .venv/ready-to-test ## take the moving picture of README.md anew
	$(RUN) web 05
	$(RUN) web.moving_picture "$$(command -v $(CHROMIUM))"

clean: ## remove all that the other targets have made
	rm -rf .venv .venv-oldest .venv-bench build *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# The last line of each recipe leaves an empty file behind: it says that the environment is complete. Matplotlib looks
# through the fonts of a machine on its first import; it does so here, before a reader has to wait for it, and all who may
# read this copy find its list (helpers/caches.py). JupyterLab is told to keep the state of live figures with a saved
# notebook: opened again, they move at once. nbconvert is told to show their pictures on a page that has no network.
.venv/ready: requirements.txt pyproject.toml helpers/live/lab_settings.json helpers/live/nbconvert_config.json
	$(PYTHON) -m venv .venv
	$(RUN) pip install -r requirements.txt
	MPLCONFIGDIR=$(SHARED)/matplotlib .venv/bin/python -c "import matplotlib.font_manager"
	mkdir -p $(SETTINGS) $(EXPORTS)
	cp helpers/live/lab_settings.json $(SETTINGS)/downhill.json
	cp helpers/live/nbconvert_config.json $(EXPORTS)/jupyter_nbconvert_config.json
	touch $@

.venv/ready-to-build: .venv/ready
	$(RUN) pip install -r requirements.txt -e ".[site]"
	touch $@

.venv/ready-to-test: .venv/ready
	$(RUN) pip install -r requirements.txt -e ".[test]"
	touch $@

.venv-oldest/ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install uv
	.venv-oldest/bin/uv pip install --python .venv-oldest --resolution lowest-direct -r requirements.txt -e ".[test]"
	.venv-oldest/bin/python -c "import matplotlib.font_manager"
	touch $@

.venv-bench/ready: requirements.txt benchmarks/requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install -r requirements.txt -e ".[test]" -r benchmarks/requirements.txt
	touch $@
