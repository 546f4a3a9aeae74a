/// The tiny report with an ensemble of fits, for what is read off its likelihoods.
struct EnsembleReport {
    var members = 2
    var epochs = 3
    /// Lines more of the fit.
    var fit = ""
    /// Cells after the fit.
    var end = ""

    var text: String {
        TinyReport().densities + """
            ```{fit} measurement
            data: data
            kinematics: kinematics-response
            score: score-response
            transforms: 1
            bins: 4
            hidden: [8]
            epochs: \(epochs)
            batch: 256
            members: \(members)
            \(fit)
            ```

            \(end)

            """
    }
}
