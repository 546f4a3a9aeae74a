# Each target does one thing; continuous integration calls the same ones. `make help` lists them.

# Tests import what is internal, so everything is compiled to allow it, and a target may import only what Package.swift
# says: one configuration, nothing built twice.
CONFIGURATION = -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error
FIDUCIAL = .build/release/fiducial
FORMATTED = Package.swift Sources Tests

.DEFAULT_GOAL := build
.PHONY: build packages readers test-readers quickstart paper networks seeds own-events higgs robustness closure closure-study coverage guide test install uninstall deb deb-test slurm-test torture fuzz bench bench-events docs format lint clean help

build: packages ## Build the command line in release
	swift build $(CONFIGURATION) --product fiducial

packages: ## Install the Debian packages that are missing
	@missing=""; \
	for package in $$(sed 's/#.*//' Resources/apt-packages.txt); do \
	    state=$$(dpkg-query --show --showformat='$${db:Status-Status}' "$$package" 2>/dev/null) || true; \
	    [ "$$state" = installed ] || missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
	    echo "This is no Debian: please install what these packages hold:$$missing" >&2; exit 0; \
	fi; \
	echo "Installing:$$missing"; \
	if [ "$$(id -u)" = 0 ]; then as_root="env"; else as_root="sudo -n env"; fi; \
	$$as_root apt-get update --quiet || true; \
	$$as_root DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends $$missing \
	    || { echo "Could not install them; as root: apt-get install$$missing" >&2; exit 1; }

# Where the engine looks for them, unless FIDUCIAL_READERS names another place.
READERS = $(or $(FIDUCIAL_READERS),$(or $(XDG_DATA_HOME),$(HOME)/.local/share)/fiducial/readers)
READERS_LIST = Sources/EventFiles/Readers/requirements.txt

readers: packages ## Install what reads ROOT and Parquet files: uproot and pyarrow, in a virtual environment
	@mkdir -p "$(dir $(READERS))"
	python3 -m venv "$(READERS)"
	"$(READERS)/bin/python3" -m pip install --quiet --disable-pip-version-check --requirement $(READERS_LIST)
	@echo "ROOT and Parquet files are read by $(READERS)"

# Tests of files that other libraries write are skipped where these cannot be had.
TEST_READERS = build/test-readers
TEST_READERS_LISTS = $(READERS_LIST) Tests/EventFilesTests/Writers/requirements.txt Tests/FitDirectivesTests/Programs/requirements.txt \
    Tests/ClusterTests/condor/requirements.txt
# What one test alone needs, which the others can do without.
TEST_READERS_FURTHER = Tests/FitDirectivesTests/Programs/requirements-hs3.txt

test-readers: packages
	@if cat $(TEST_READERS_LISTS) $(TEST_READERS_FURTHER) | cmp --silent - $(TEST_READERS)/installed.txt; then exit 0; fi; \
	echo "Installing what writes and reads in tests the files of other programs"; \
	rm -rf $(TEST_READERS); mkdir -p build; \
	if python3 -m venv $(TEST_READERS) && $(TEST_READERS)/bin/python3 -m pip install --quiet \
	    --disable-pip-version-check $(TEST_READERS_LISTS:%=--requirement %); then \
	    $(TEST_READERS)/bin/python3 -m pip install --quiet --disable-pip-version-check --requirement $(TEST_READERS_FURTHER) \
	        || echo "Could not install $(TEST_READERS_FURTHER): its test will be skipped" >&2; \
	    cat $(TEST_READERS_LISTS) $(TEST_READERS_FURTHER) > $(TEST_READERS)/installed.txt; \
	else \
	    rm -rf $(TEST_READERS); echo "Could not: tests that need Python's libraries will be skipped" >&2; \
	fi

quickstart: build ## Render the first report to build/quickstart.html
	@mkdir -p build
	$(FIDUCIAL) render reports/quickstart.md -o build/quickstart.html

paper: build ## Render the report of both papers to build/paper.html; about 13 minutes on two cores
	@mkdir -p build
	$(FIDUCIAL) render reports/paper.md -o build/paper.html

networks: build ## Take the paper report's networks out of the store, to build/networks
	$(FIDUCIAL) extract reports/paper.md -o build/networks

# make seeds REPORT=reports/paper.md SEEDS="1 2 3"
REPORT = reports/quickstart.md
SEEDS = 1 2 3
seeds: build ## Render a report with several seeds; tabulate its verdicts and how far its claims are from failing
	@python3 reports/seeds.py $(FIDUCIAL) $(REPORT) build/seeds $(SEEDS)

own-events: build test-readers ## Make events in three formats by an independent script and render build/own-events.html from them
	$(TEST_READERS)/bin/python3 Tests/OwnEvents/own_events.py build/own-events
	FIDUCIAL_READERS=$(CURDIR)/$(TEST_READERS) $(FIDUCIAL) render reports/own-events.md --allow-path build/own-events -o build/own-events.html

# Pythia is a wheel of PyPI for CPython 3.11 on Linux. Events are made once: chunks that are there are not made again. EVENTS="--share 0.1"
# makes a tenth of them, in a tenth of the time.
HIGGS = build/higgs
HIGGS_LIST = reports/higgs/requirements.txt

$(HIGGS)/venv/installed.txt: $(HIGGS_LIST) $(READERS_LIST)
	@mkdir -p $(HIGGS)
	python3 -m venv $(HIGGS)/venv
	$(HIGGS)/venv/bin/python3 -m pip install --quiet --disable-pip-version-check --requirement $(HIGGS_LIST) --requirement $(READERS_LIST)
	@cat $(HIGGS_LIST) $(READERS_LIST) > $@

higgs: build $(HIGGS)/venv/installed.txt ## Make collisions with Pythia 8, once, and render build/higgs.html: about 15 minutes and 15 more
	$(HIGGS)/venv/bin/python3 reports/higgs/make_events.py $(HIGGS) $(EVENTS)
	FIDUCIAL_READERS=$(CURDIR)/$(HIGGS)/venv $(FIDUCIAL) render reports/higgs.md --allow-path $(HIGGS) -o build/higgs.html

robustness: build ## Render what faults of the simulation do to a fit, and who sees them, to build/robustness.html
	@mkdir -p build
	$(FIDUCIAL) render reports/robustness.md -o build/robustness.html

closure: build ## Render what quickstart leaves out, each part with a verdict, to build/closure.html
	@mkdir -p build
	$(FIDUCIAL) render reports/closure.md -o build/closure.html

closure-study: build ## Render 54 fits to build/closure-study.html, their numbers as JSON to build/closure-study_files
	@mkdir -p build
	reports/closure-study.sh > build/closure-study.md
	$(FIDUCIAL) render build/closure-study.md -o build/closure-study.html --health build/closure-study.json

coverage: build ## Render the toy experiments to build/coverage.html
	@mkdir -p build
	$(FIDUCIAL) render reports/coverage.md -o build/coverage.html

guide: build ## Make the guide, a site of its own: build/guide/site/index.html; about 4 minutes on two cores
	@mkdir -p build/guide
	python3 reports/guide/making/make.py $(FIDUCIAL) build/guide

# A server has deadlines: its tests come first and by themselves, because thousands of others would hold its threads.
test: test-readers ## Build everything and run all tests
	swift build $(CONFIGURATION) --build-tests
	swift test $(CONFIGURATION) --skip-build --disable-xctest --filter PreviewTests
	FIDUCIAL_READERS=$(CURDIR)/$(TEST_READERS) swift test $(CONFIGURATION) --skip-build --disable-xctest --skip PreviewTests

# As root, with Debian's slurm-wlm and munge: it starts a controller and two nodes of its own, and ends them.
# SCENARIOS="node memory" runs some; SNAKEMAKE=… says where Snakemake 9 is.
slurm-test: build ## Render on a real Slurm, and kill nodes, jobs and the controller meanwhile; about 15 minutes
	Tests/ClusterTests/slurm/scenarios.sh $(FIDUCIAL) $(SCENARIOS)

# SCENARIOS="kills flips" tries some of them; as root also full disks and two users.
torture: build ## Kill and stop renders, fill disks, change bytes, and check that nothing is lost; about 10 minutes on two cores
	python3 Tests/Torture/torture.py $(FIDUCIAL) $(SCENARIOS)

fuzz: packages ## Try 200,000 documents of any text
	swift build $(CONFIGURATION) --build-tests
	FIDUCIAL_FUZZ=200000 swift test $(CONFIGURATION) --skip-build --disable-xctest --filter DocumentFuzzTests

# More: BENCH="--peer" runs the comparisons that are installed, BENCH="--events 10000000" grows further, and
# BENCH="--trained build/networks" measures a surface of the paper report's networks (make paper networks).
bench: packages ## Time the numeric core into build/speed.json
	swift build $(CONFIGURATION) --product Benchmarks
	@mkdir -p build
	.build/release/Benchmarks --scaling all --json build/speed.json $(BENCH)

# EVENTS="100000" tries fewer.
bench-events: build test-readers ## Time load, training, fit and scan of 10⁵, 10⁶ and 10⁷ events of files, with their memory
	$(TEST_READERS)/bin/python Tests/OwnEvents/scaling.py $(FIDUCIAL) --json build/events.json $(if $(EVENTS),--events $(EVENTS))

# The pages need a server: python3 -m http.server --directory build/docs, then /documentation.
DOCUMENTED = Bibliography Cluster Derivatives EventFiles EventTables Files FitDirectives FlowKernels FlowReference Flows Inference ModelEvaluation NearMisses Plotting Preview \
    RandomStreams Report Safetensors Samples Statistics SyntheticBenchmark Training

docs: packages ## Build the documentation of all targets into build/docs
	@mkdir -p build/docs
	FIDUCIAL_DOCS=1 swift package $(CONFIGURATION) --allow-writing-to-directory build/docs generate-documentation \
	    --enable-experimental-combined-documentation --output-path build/docs $(DOCUMENTED:%=--target %)

# PREFIX=… says where (/usr/local), DESTDIR=… puts a folder in front of it, PYTHONDIR=… is where Python looks for the module.
PREFIX = /usr/local
PACKAGING = Sources/fiducial/Packaging
PLACES = PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" PYTHONDIR="$(PYTHONDIR)" ZSHDIR="$(ZSHDIR)"

install: ## Install what `make build` built, with manual pages, completions and all that it needs of Swift
	@$(PLACES) $(PACKAGING)/install.sh install $(FIDUCIAL)

uninstall: ## Remove what `make install` installed
	@$(PLACES) $(PACKAGING)/install.sh uninstall

deb: build ## Make a Debian package of it in build/deb
	@$(PACKAGING)/debian.py $(FIDUCIAL) build/deb

# As root, with mmdebstrap: a few minutes. What lintian says is shown where it is installed.
deb-test: deb ## Install the package in a clean root of Debian, use it there, and remove it
	@! command -v lintian >/dev/null || lintian --fail-on error build/deb/fiducial_*.deb
	@Tests/Packaging/clean_root.sh "$$(ls -t build/deb/fiducial_*.deb | head -n 1)" || [ $$? = 77 ]

format: ## Format all Swift files in place
	swift format --in-place --parallel --recursive $(FORMATTED)

lint: ## Check the format without changing anything
	swift format lint --strict --parallel --recursive $(FORMATTED)

clean: ## Remove what was built; the store of results stays
	rm -rf .build build

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
