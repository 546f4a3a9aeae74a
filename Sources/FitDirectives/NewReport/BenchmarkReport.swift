/// A report to start from where there are no files yet: on the built-in benchmark, in small.
enum BenchmarkReport {
    static let text = """
        ---
        title: A first fit
        seed: 1                         # every random number of the page follows from it
        params: {steps: 3000}           # of each training; fiducial render report.md -p steps=300 for a quick look
        ---

        Events of two classes, A and B, overlap in two features $x$. Two nuisances change both: *shift* moves them apart, and
        *squeeze* stretches one and narrows the other. The events are those of the built-in benchmark, whose law is known in
        closed form, so that the result can be compared with the truth. Put `load` cells with your own files in place of the
        `generate` cells where you are ready.

        ## Events

        Simulation at the nominal point, and at templates, where one nuisance is moved by ±1 σ, or both are:

        ```{generate} nominal
        events: 400_000
        ```

        ```{generate} templates
        events: 200_000
        at:
          - {shift: 1}
          - {shift: -1}
          - {squeeze: 1}
          - {squeeze: -1}
          - {shift: 1, squeeze: 1}
          - {shift: 1, squeeze: -1}
          - {shift: -1, squeeze: 1}
          - {shift: -1, squeeze: -1}
        ```

        Data have both nuisances moved a little, which the fit has to find: shift `{value} data.truth.shift | +.1`, squeeze
        `{value} data.truth.squeeze | +.1`.

        ```{generate} data
        events: 5000
        at: {shift: 0.4, squeeze: -0.3}
        information: true               # the exact likelihood of these events, to hold the fit against
        ```

        ## Densities

        A flow learns $p(x|c)$ from nominal events. A residual in front of it learns from the templates how events answer
        to the nuisances, $p(x|c,\\nu)$.

        ```{train} features
        density: kinematics
        sample: nominal
        steps: ${steps}
        ```

        ```{train} features-response
        base: features
        sample: templates
        pairs: [[shift, squeeze]]       # which some templates move together
        steps: ${steps}
        ```

        ```{plot} losses
        kind: losses
        of: [features, features-response]
        caption: Training and validation loss above that of the true density.
        ```

        ## The fit

        The mixture of both classes is fitted to the data, event by event, and the nuisances with it.

        ```{fit} measurement
        data: data
        kinematics: features-response
        transfer: none                  # x alone
        ```

        ```{scan} likelihood
        fit: measurement
        nuisances: [shift, squeeze]
        ```

        ```{plot} contours
        kind: contours
        of: [likelihood]
        caption: $-2\\Delta\\ln L$ of both nuisances, beside that of the exact likelihood.
        ```

        ## Checks

        ```{check} closure
        claims:
          - {claim: "Shift within 3 σ of the truth", value: measurement.nuisances.shift.from-truth, abs-below: 3, format: +.2}
          - {claim: "Squeeze within 3 σ of the truth", value: measurement.nuisances.squeeze.from-truth, abs-below: 3, format: +.2}
          - {claim: "Shift as the exact likelihood has it, in its σ", value: measurement.nuisances.shift.from-x-alone, abs-below: 1, format: +.2}
          - {claim: "Squeeze as the exact likelihood has it, in its σ", value: measurement.nuisances.squeeze.from-x-alone, abs-below: 1, format: +.2}
          - {claim: "The scan found its maximum", value: likelihood.converged, is: true}
        ```

        """
}
