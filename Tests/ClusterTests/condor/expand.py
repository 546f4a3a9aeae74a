"""The jobs that HTCondor's own bindings make of a submit file, as JSON: expand.py SUBMIT-FILE. Nothing is submitted."""

import json
import sys
import warnings

warnings.simplefilter("ignore")  # There is no configuration of HTCondor here.
import htcondor  # noqa: E402

with open(sys.argv[1]) as file:
    submit = htcondor.Submit(file.read())
names = [
    "Cmd", "Iwd", "Args", "Out", "Err", "UserLog", "JobUniverse", "RequestCpus", "RequestMemory", "AllowedJobDuration", "KillSig",
    "JobMaxVacateTime", "ShouldTransferFiles", "WhenToTransferOutput", "TransferInput", "TransferOutput", "TransferOutputRemaps",
    "Requirements", "AccountingGroup", "JobFlavour",
]
jobs = submit.jobs(itemdata=submit.itemdata(), clusterid=7)
print(json.dumps([{name: str(job[name]) for name in names if name in job} for job in jobs]))
