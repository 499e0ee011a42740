# What can be asked of the house. `make run` and `make test` need Python 3.11 and nothing else.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
.PHONY: run test bench lint words install

run:
	@exec $(PYTHON) serve.py

install:
	@$(PYTHON) serve.py --install

test: install
	@exec $(PY) -m tests.all

lint: install
	@exec $(PY) -m tests.all lint

bench: install
	@exec $(PY) -m tests.bench

words: install
	@exec $(PY) manage.py compile_words
