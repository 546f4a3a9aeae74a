#!/bin/bash
# A Slurm of its own on this machine: one slurmctld and two slurmd, ports of their own. For tests; runs as root.
#
#   slurm.sh start DIR     starts it in a new folder DIR; the clients then need SLURM_CONF=DIR/slurm.conf
#   slurm.sh stop DIR      ends what it started
#   slurm.sh away DIR      ends slurmctld alone; jobs go on
#   slurm.sh back DIR      starts it again
#   slurm.sh kill DIR N    kills slurmd of node N (1 or 2) and every process of its jobs, as a power cut does
#   slurm.sh revive DIR N  starts slurmd of node N again
set -eu
action=$1
dir=$(mkdir -p "$2" && cd "$2" && pwd)
export SLURM_CONF=$dir/slurm.conf

# $! of a process that stays in the foreground is its own.
daemon() { # NAME COMMAND…
    local name=$1
    shift
    setsid "$@" >>"$dir/$name.out" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
}
end() { # NAME
    [ -f "$dir/$1.pid" ] || return 0
    kill "$(cat "$dir/$1.pid")" 2>/dev/null || true
    for _ in $(seq 50); do kill -0 "$(cat "$dir/$1.pid")" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$(cat "$dir/$1.pid")" 2>/dev/null || true
    rm -f "$dir/$1.pid"
}
node() { daemon "node$1" slurmd -D -N "node$1" -f "$SLURM_CONF"; }

case $action in
start)
    port=$((20000 + $$ % 20000))
    host=$(hostname -s)
    mkdir -p "$dir/state" "$dir/spool1" "$dir/spool2"
    dd if=/dev/urandom of="$dir/munge.key" bs=128 count=1 status=none
    chmod 700 "$dir"
    chmod 600 "$dir/munge.key"
    cores=${SLURM_TEST_CORES:-2}
    cat >"$SLURM_CONF" <<CONF
ClusterName=fiducial
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket
CredType=cred/munge
SlurmctldPort=$port
SlurmctldPidFile=$dir/slurmctld.pidfile
SlurmctldLogFile=$dir/slurmctld.log
SlurmdPidFile=$dir/%n.pidfile
SlurmdLogFile=$dir/%n.log
SlurmdSpoolDir=$dir/spool-%n
StateSaveLocation=$dir/state
SwitchType=switch/none
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0,default_queue_depth=1000
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldTimeout=30
SlurmdTimeout=10
KillWait=5
MinJobAge=3600
ReturnToService=2
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
NodeName=node1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=$cores RealMemory=3000 State=UNKNOWN
NodeName=node2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=$cores RealMemory=3000 State=UNKNOWN
PartitionName=main Nodes=node1,node2 Default=YES MaxTime=60 State=UP PriorityTier=1 PreemptMode=REQUEUE GraceTime=10
PartitionName=urgent Nodes=node1,node2 MaxTime=60 State=UP PriorityTier=9 PreemptMode=OFF
CONF
    daemon munged munged --foreground --force --key-file="$dir/munge.key" --socket="$dir/munge.socket" \
        --pid-file="$dir/munged.pidfile" --log-file="$dir/munged.log" --seed-file="$dir/munge.seed"
    for _ in $(seq 50); do [ -S "$dir/munge.socket" ] && break; sleep 0.1; done
    daemon slurmctld slurmctld -D -f "$SLURM_CONF"
    node 1
    node 2
    for _ in $(seq 100); do
        [ "$(sinfo --noheader --format=%D --states=idle 2>/dev/null | head -1)" = 2 ] && exit 0
        sleep 0.2
    done
    echo "Slurm does not start; see $dir" >&2
    tail -5 "$dir"/*.log "$dir"/*.out >&2 || true
    exit 1
    ;;
stop)
    for name in node1 node2 slurmctld munged; do end "$name"; done
    ;;
away) end slurmctld ;;
back) daemon slurmctld slurmctld -D -f "$SLURM_CONF" ;;
kill)
    slurmd=$(cat "$dir/node$3.pid")
    kill -9 "$slurmd" 2>/dev/null || true
    rm -f "$dir/node$3.pid"
    # The work knows its node by the environment that Slurm gave it; above it is the slurmstepd of its job.
    for process in $(cd /proc && ls -d [0-9]*); do
        # Another Slurm may have a node of the same name.
        environment=$( (tr '\0' '\n' <"/proc/$process/environ") 2>/dev/null) || continue
        grep -qx "SLURMD_NODENAME=node$3" <<<"$environment" && grep -qx "SLURM_CONF=$SLURM_CONF" <<<"$environment" || continue
        above=$(ps -o ppid= -p "$process" 2>/dev/null | tr -d ' ')
        if [ -n "$above" ] && grep -q slurmstepd "/proc/$above/comm" 2>/dev/null; then kill -9 "$above" 2>/dev/null || true; fi
        kill -9 "$process" 2>/dev/null || true
    done
    ;;
revive) node "$3" ;;
*)
    echo "unknown action $action" >&2
    exit 64
    ;;
esac
