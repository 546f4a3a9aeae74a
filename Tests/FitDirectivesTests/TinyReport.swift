/// A whole measurement with networks of eight units: generate, train, fit, scan, draw, check.
struct TinyReport {
    var seed: UInt64 = 7
    var epochs = 3
    /// Members of the fit, beside the nominal one.
    var members = 0
    var caption = "Losses of both densities."
    var comment = ""
    /// How the profile chooses ν.
    var nodes = "stratified"
    /// Cells after the scan.
    var end = TinyReport.figures

    /// Flows and residuals of both densities, and data to be measured.
    var densities: String {
        """
        ---
        seed: \(seed)
        defaults:
          train: {hidden: [8], transforms: 1, bins: 6, steps: 60, batch: 256, validation: 1000, learning-rate: 1e-2}
        ---

        ```{generate} nominal
        events: 4000
        ```

        ```{generate} templates
        events: 2000
        at: [{shift: 1}, {shift: -1}, {squeeze: 1}, {squeeze: -1}]
        ```

        ```{generate} data
        events: 2000
        at: {shift: 0.5, squeeze: -0.5}
        distorted: true
        ```

        ```{train} kinematics
        density: kinematics
        sample: nominal
        ```

        ```{train} kinematics-response
        base: kinematics
        sample: templates
        ```

        ```{train} score
        density: score
        sample: nominal
        ```

        ```{train} score-response
        base: score
        sample: templates
        pairs: [[shift, squeeze]]
        ```


        """
    }

    var fit: String {
        """
        ```{fit} measurement
        data: data
        kinematics: kinematics-response
        score: score-response
        transforms: 1
        bins: 4
        hidden: [8]
        epochs: \(epochs) \(comment)
        members: \(members)
        batch: 256
        ```


        """
    }

    /// The amortized residual before the fit, and scans through it and without it.
    var profile: String {
        """
        ```{profile} amortized
        fit: measurement
        events: 4000
        window: 0.5
        scale: 0.2
        layers: 1
        hidden: [8]
        pairs: [[shift, squeeze]]
        nodes: \(nodes)
        epochs: 4
        batch: 200
        held-out: 0.2
        ```

        ```{scan} fixed
        fit: measurement
        nuisances: [shift, squeeze]
        half-width: 0.4
        tolerance: 1
        ```

        ```{scan} followed
        fit: amortized
        nuisances: [shift, squeeze]
        half-width: 0.4
        tolerance: 1
        ```


        """
    }

    var text: String {
        densities + fit + """
            ```{scan} plane
            fit: measurement
            nuisances: [shift, squeeze]
            half-width: 0.4
            tolerance: 1
            ```


            """ + end.replacing("CAPTION", with: caption)
    }

    private static let figures = """
        ```{plot} losses
        kind: losses
        of: [kinematics, score-response]
        formats: [svg, png, pdf, csv, json]
        caption: CAPTION
        ```

        ```{plot} marginals
        kind: marginals
        of: [measurement]
        events: 4000
        bins: 12
        formats: [svg, png, pdf, csv, json]
        ```

        ```{plot} curves
        kind: curves
        of: [plane]
        formats: [svg, png, pdf, csv, json]
        ```

        ```{plot} contours
        kind: contours
        of: [plane]
        formats: [svg, png, pdf, csv, json]
        ```

        ```{check} densities
        claims:
          - {claim: The flow is a density, value: kinematics.validation, below: 10}
        ```

        ```{check} closure
        claims:
          - {claim: All events were fitted, value: measurement.events, equals: 2000}
          - {claim: The scan knows its best fit, value: plane.shift.best, abs-below: 10}
        ```

        """
}
