#!/bin/bash
# Renders on a real Slurm, and what can happen to them. As root, with slurm-wlm and munge installed.
#
#   scenarios.sh PROGRAM [SCENARIO…]     all of them by default; `same` alone takes half a minute
#
# Each says "ok" or "FAILED" and how long it took; the exit status is that of all.
set -u
program=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
all="same bundles node time memory preempted away cut attach cancel travels broken coverage snakemake condor"
chosen=${*:-$all}
dir=$(mktemp -d)
slurm=$dir/slurm
export SLURM_CONF=$slurm/slurm.conf
"$here/slurm.sh" start "$slurm" || exit 1
trap '"$here/slurm.sh" stop "$slurm"; [ -n "${KEEP:-}" ] || rm -rf "$dir"' EXIT
cp "$here/report.md" "$dir"
cd "$dir" || exit 1

# Results by key, with the digests of all files.
digests() {
    python3 - "$1" <<'PYTHON'
import glob, json, sys
for path in sorted(glob.glob(sys.argv[1] + "/??/*/manifest.json")):
    manifest = json.load(open(path))
    print(manifest["key"], json.dumps(manifest["files"], sort_keys=True))
PYTHON
}
settings() { # LINES OF A MACHINE, in the place of these
    printf 'test:\n' >machines.yaml
    for line in "scheduler: slurm" "poll: 2s" "memory: 500MB" "time: 10min" "longest: 1h" "here: 1s"; do
        case " $(printf '%s\n' "$@" | sed 's/:.*//' | tr '\n' ' ')" in *" ${line%%:*} "*) continue ;; esac
        printf '  %s\n' "$line" >>machines.yaml
    done
    for line in "$@"; do printf '  %s\n' "$line" >>machines.yaml; done
}
render() { # STORE ARGUMENTS…
    local store=$1
    shift
    "$program" render report.md --store "$store" -o page.html --on test --machines machines.yaml --quiet "$@" >out.txt 2>err.txt
}
reference() { # STEPS
    [ -d "local-$1" ] || "$program" render report.md -p "steps=$1" --store "local-$1" -o local.html --quiet >/dev/null 2>&1
}
same_as() { # STEPS STORE
    reference "$1"
    digests "local-$1" >a.txt
    digests "$2" >b.txt
    if ! cmp -s a.txt b.txt; then
        echo "  other digests than those of a local render: $(wc -l <a.txt) and $(wc -l <b.txt) results"
        return 1
    fi
}
# Until a task runs on a node; prints the node.
running() {
    for _ in $(seq 300); do
        node=$(squeue --noheader --states=running --format=%N | head -1)
        # Not before the program has read its signals.
        if [ -n "$node" ]; then sleep 4; echo "$node"; return; fi
        sleep 0.1
    done
    return 1
}
says() { grep -q -- "$1" err.txt || { echo "  nothing says '$1':"; sed 's/^/    /' err.txt | cut -c1-300 | tail -20; return 1; }; }

try_same() {
    settings
    render s-same || { says nothing; return 1; }
    same_as 60 s-same || return 1
    # Nothing is left of it, and a second render finds everything.
    [ -z "$(ls waves/*/test 2>/dev/null)" ] || { echo "  waves are left: $(ls waves/*/test)"; return 1; }
    render s-same && [ -z "$(squeue --noheader)" ]
}
# Without a scheduler: stopped by a signal, and going on.
try_bundles() {
    local read="report.md -p steps=120000 --store s-bundles"
    "$program" compute $read nominal --quiet || return 1
    [ "$("$program" jobs $read --cell kinematics --bundle k.bundle)" = 1 ] || { echo "  not one task"; return 1; }
    for signal in USR2 TERM; do
        "$program" work k.bundle -o k-result.bundle 2>work.txt &
        local job=$!
        sleep 3
        kill -$signal $job
        wait $job
        [ $? = 75 ] || { echo "  SIG$signal: the exit status is not 75"; cat work.txt; return 1; }
        grep -q "stopped by SIG$signal" work.txt || { cat work.txt; return 1; }
    done
    "$program" work k.bundle -o k-result.bundle || return 1
    "$program" store import k-result.bundle --store s-bundles >/dev/null || return 1
    mkdir tarred && tar -xf k-result.bundle -C tarred && (cd tarred && sha256sum --check --quiet SHA256SUMS) || return 1
    "$program" compute $read --quiet || return 1
    same_as 120000 s-bundles || return 1
    local begin=$(date +%s%N)
    "$program" work k.bundle -o k-result.bundle
    echo "  a task with nothing left to do takes $((($(date +%s%N) - begin) / 1000000)) ms"
}
try_node() {
    settings
    render s-node -p steps=120000 &
    local job=$!
    local name
    name=$(running) || return 1
    "$here/slurm.sh" kill "$slurm" "${name#node}"
    wait $job || { says nothing; return 1; }
    "$here/slurm.sh" revive "$slurm" "${name#node}"
    same_as 120000 s-node && says "it is done again"
}
try_time() {
    settings "time: 1min" "longest: 1h"
    render s-time -p steps=300000 || { says nothing; return 1; }
    same_as 300000 s-time && says "time limit.*it is done again"
}
try_memory() {
    settings "memory: 45MB" "most-memory: 1GB"
    render s-memory -p steps=20000 || { says nothing; return 1; }
    same_as 20000 s-memory && says "killed for its memory.*it is done again"
}
try_preempted() {
    settings "partition: main"
    render s-preempted -p steps=120000 &
    local job=$!
    running >/dev/null || return 1
    sbatch --parsable --partition=urgent --exclusive --nodes=2 --time=1 --output=/dev/null --wrap="srun --overlap true; sleep 3" >/dev/null
    wait $job || { says nothing; return 1; }
    same_as 120000 s-preempted && says "it was stopped.*it is done again"
}
try_away() {
    settings
    render s-away -p steps=120000 &
    local job=$!
    running >/dev/null || return 1
    "$here/slurm.sh" away "$slurm"
    sleep 60
    "$here/slurm.sh" back "$slurm"
    wait $job || { says nothing; return 1; }
    same_as 120000 s-away && says "it is asked again\|it is tried again"
}
try_cut() {
    # The first file of results is cut short behind the program's back.
    cat >cutting.sh <<CUTTING
#!/bin/bash
"$program" "\$@"
status=\$?
if mkdir "$dir/cut-once" 2>/dev/null; then truncate --size=-3000 "\${@: -1}"; fi
exit \$status
CUTTING
    chmod +x cutting.sh
    settings
    render s-cut --engine-path "$dir/cutting.sh" || { says nothing; return 1; }
    same_as 60 s-cut && says "damaged or did not come.*it is done again"
}
try_attach() {
    settings
    render s-attach -p steps=120000 --leave-running &
    local job=$!
    running >/dev/null || return 1
    local before
    before=$(squeue --noheader --states=all --format=%F | sort -u | wc -l)
    kill -INT "$(pgrep -f "$program render report.md --store s-attach" | head -1)"
    wait $job
    says "Left running" || return 1
    [ -n "$(squeue --noheader --states=running)" ] || { echo "  nothing was left running"; return 1; }
    render s-attach -p steps=120000 || { says nothing; return 1; }
    same_as 120000 s-attach && says "going on with what runs" || return 1
    # kinematics and score were submitted once.
    [ "$(squeue --noheader --states=all --format=%F | sort -u | wc -l)" -ge "$before" ]
}
try_cancel() {
    settings
    render s-cancel -p steps=900000 &
    local job=$!
    running >/dev/null || return 1
    kill -INT "$(pgrep -f "$program render report.md --store s-cancel" | head -1)"
    wait $job
    [ $? = 130 ] || { echo "  the exit status is not 130"; return 1; }
    for _ in $(seq 100); do [ -z "$(squeue --noheader)" ] && return 0; sleep 0.2; done
    echo "  tasks are left in the queue"
    return 1
}
try_travels() {
    settings "setup: ['unset LD_LIBRARY_PATH']"
    render s-travels --engine-path travels || { says nothing; return 1; }
    same_as 60 s-travels && [ -d "$(echo waves/engine-*)" ]
}
try_broken() {
    settings "attempts: 2"
    printf '#!/bin/bash\necho "this node has no such library"\nexit 1\n' >broken.sh
    chmod +x broken.sh
    render s-broken --engine-path "$dir/broken.sh"
    [ $? = 1 ] || { echo "  the exit status is not 1"; return 1; }
    grep -q "this node has no such library" page.html || { echo "  the page does not show the log"; return 1; }
    grep -q "it ended with status 1, 2 times" page.html
}
try_snakemake() {
    local snake=${SNAKEMAKE:-snakemake}
    command -v "$snake" >/dev/null || { echo "  skipped: there is no snakemake"; return 0; }
    rm -rf snake && mkdir snake && cp report.md snake && cd snake || return 1
    "$program" export-snakefile report.md --store store -o Snakefile || return 1
    if ! "$snake" --cores 2 >snake.log 2>&1; then tail -20 snake.log; cd ..; return 1; fi
    [ -f report.html ] || return 1
    cd ..
    same_as 60 snake/store || return 1
    rm -rf snake2 && mkdir snake2 && cp report.md snake2 && cd snake2 || return 1
    "$program" export-snakefile report.md --store store -o Snakefile || return 1
    # Its executor takes Slurm's variables away from the steps that it starts.
    if [ -e /etc/slurm/slurm.conf ]; then echo "  skipped with Slurm: /etc/slurm/slurm.conf is another's"; cd ..; return 0; fi
    mkdir -p /etc/slurm && ln -s "$SLURM_CONF" /etc/slurm/slurm.conf
    local rules
    rules=$(grep -o '^rule work_[a-z_]*' Snakefile | sed 's/rule \(.*\)/\1:mem_mb=400 \1:runtime=10/')
    "$snake" --executor slurm --jobs 4 --slurm-no-account --slurm-status-command squeue --latency-wait 20 \
        --seconds-between-status-checks 3 --default-resources slurm_partition=main mem_mb=400 \
        --set-resources $rules >snake.log 2>&1
    local status=$?
    rm -f /etc/slurm/slurm.conf
    if [ $status != 0 ]; then tail -20 snake.log; cd ..; return 1; fi
    cd ..
    same_as 60 snake2/store
}

# reports/coverage.md with few events, steps and toys, all of them refitted or scanned on nodes; wall time against a local render.
try_coverage() {
    settings "here: 0.5s" "task: 20s" "slots: 4"
    sed -E 's/^(steps: )[0-9_]+/\1200/; s/^(epochs: )[0-9_]+/\12/; s/validation: 200_000/validation: 4000/' \
        "$here/../../../reports/coverage.md" >coverage.md
    local few="-p events=2000 -p free=4 -p refitted=4 -p cold=2 -p members=2 -p toys=4"
    local begin=$(date +%s%N)
    "$program" compute coverage.md $few --store local-coverage --quiet || return 1
    local here_ms=$((($(date +%s%N) - begin) / 1000000))
    begin=$(date +%s%N)
    # With so little of everything some claims fail: that is status 1.
    "$program" render coverage.md $few --store s-coverage -o coverage.html --on test --machines machines.yaml --quiet >out.txt 2>err.txt
    [ $? -le 1 ] || { says nothing; return 1; }
    local there_ms=$((($(date +%s%N) - begin) / 1000000))
    digests local-coverage >a.txt
    digests s-coverage >b.txt
    cmp -s a.txt b.txt || { echo "  other digests than those of a local render: $(wc -l <a.txt) and $(wc -l <b.txt) results"; return 1; }
    echo "  $(wc -l <a.txt) results, $(squeue --noheader --states=all --array | wc -l) tasks; two nodes took $there_ms ms, the machine alone $here_ms ms"
}
# What Snakemake's executor for HTCondor would submit: there are no daemons here.
try_condor() {
    local snake=${SNAKEMAKE:-snakemake}
    "$snake" --help 2>/dev/null | grep -q htcondor-jobdir || { echo "  skipped: there is no snakemake with its executor for HTCondor"; return 0; }
    rm -rf snake3 && mkdir snake3 && cp report.md snake3 && cd snake3 || return 1
    "$program" export-snakefile report.md --store store -o Snakefile || return 1
    if ! "$snake" --executor htcondor --jobs 4 --dry-run >snake.log 2>&1; then tail -20 snake.log; cd ..; return 1; fi
    SHOWN_SUBMISSIONS=$PWD/shown.txt PYTHONPATH=$here/../condor "$snake" --executor htcondor --jobs 4 \
        --until take_kinematics >>snake.log 2>&1
    cd ..
    for line in "request_memory = 2000MB" "allowed_job_duration = 7200" "request_cpus = 1" "work_kinematics:task=0"; do
        grep -q -- "$line" snake3/shown.txt || { echo "  no '$line' in what would be submitted:"; cat snake3/shown.txt; return 1; }
    done
}

failed=0
for scenario in $chosen; do
    start=$(date +%s)
    if "try_$scenario"; then verdict=ok; else verdict=FAILED failed=1; fi
    echo "$verdict $scenario, $(($(date +%s) - start)) s"
    scancel --user=root --state=running,pending 2>/dev/null
done
exit $failed
