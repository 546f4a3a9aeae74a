"""Where this is found, Python writes down what it would submit to HTCondor, into the file that SHOWN_SUBMISSIONS names, and then
stops: there is no daemon that could take it."""

import os

if os.environ.get("SHOWN_SUBMISSIONS"):
    import warnings

    warnings.simplefilter("ignore")
    import htcondor2

    class Schedd:
        def submit(self, description, *arguments, **options):
            with open(os.environ["SHOWN_SUBMISSIONS"], "a") as file:
                file.write(f"{description}\n---\n")
            raise RuntimeError("written down, and not submitted")

    htcondor2.Schedd = Schedd
