/// The densities: what is trained, and figures of it.
extension NewReportWriter {
    var densities: String {
        var cells = """
            ## Densities

            A flow learns $p(x|c)$ from the nominal events of each class.

            ```{train} features
            density: kinematics
            sample: simulation
            affine: true                    # tails beyond the splines follow each class
            steps: ${steps}
            ```


            """
        if hasTemplates {
            cells += """
                In front of it, a residual learns from the templates how the events depend on every nuisance: $p(x|c,\\nu)$.

                ```{train} features-response
                base: features
                sample: simulation
                \(pairs)steps: ${steps}
                ```


                """
        }
        if hasScores {
            cells += """
                The same for the scores, $p(y|x,c\(hasTemplates ? ",\\nu" : ""))$, on which $T$ acts.

                ```{train} scores
                density: score
                sample: simulation
                affine: true
                steps: ${steps}
                ```


                """
            if hasTemplates {
                cells += """
                    ```{train} scores-response
                    base: scores
                    sample: simulation
                    \(pairs)steps: ${steps}
                    ```


                    """
            }
        }
        return cells + figures
    }

    /// Nuisances that templates move together.
    private var pairs: String {
        var pairs: [[String]] = []
        for point in templates.map(\.point) {
            let moved = nuisances.filter { point[$0] != nil }
            for (place, first) in moved.enumerated() {
                for second in moved[(place + 1)...] where !pairs.contains([first, second]) {
                    pairs.append([first, second])
                }
            }
        }
        guard !pairs.isEmpty else { return "" }
        return
            "pairs: [\(pairs.map { "[\($0.joined(separator: ", "))]" }.joined(separator: ", "))]   # moved together\n"
    }

    private var figures: String {
        let trained =
            ["features"] + (hasTemplates ? ["features-response"] : []) + (hasScores ? ["scores"] : [])
            + (hasScores && hasTemplates ? ["scores-response"] : [])
        var text = """
            Training is over where the loss of held-out events falls no more: more `steps` help until then, and more simulated
            events where that loss parts from the other one.

            ```{plot} losses
            kind: losses
            of: [\(trained.joined(separator: ", "))]
            caption: Training and validation loss of every density.
            ```

            The true density of these events is not known, but held-out events should agree with the learned density.

            ```{diagnose} features-checked
            of: \(hasTemplates ? "features-response" : "features")
            ```

            ```{plot} features-laws
            kind: z-histograms
            of: [features-checked]
            caption: Held-out events mapped by the flow, divided by the expected normal distribution.
            ```

            """
        if hasTemplates, choice.x.count > 1 {
            text += """

                When a nuisance changes by ±1 σ, events should move as you expect.

                ```{plot} displacement
                kind: displacement
                of: [features-response]
                nuisance: \(nuisances[0])
                caption: The movement of events when \(nuisances[0]) changes.
                ```

                """
        }
        return text
    }
}
