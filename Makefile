# What can be asked of the house. `make run` and `make test` need Python 3.11 and nothing else.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
SERVE := site/config/start/serve.py
.PHONY: run prepare test bench lint words install

run:
	@exec $(PYTHON) $(SERVE)

# Everything that a start makes, without the start: at each release, before the processes of the Procfile.
prepare:
	@$(PYTHON) $(SERVE) --prepare

install:
	@$(PYTHON) $(SERVE) --install

test: install
	@exec $(PY) -m tests.all

lint: install
	@exec $(PY) -m tests.all lint

bench: install
	@exec $(PY) -m tests.bench

words: install
	@exec $(PY) manage.py compile_words
