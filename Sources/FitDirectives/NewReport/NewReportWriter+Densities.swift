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
                In front of it, a residual learns from the templates how the events answer to every nuisance: $p(x|c,\\nu)$.

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

            Nobody knows the law of these events, but held-out ones should look as if the density had made them.

            ```{diagnose} features-checked
            of: \(hasTemplates ? "features-response" : "features")
            ```

            ```{plot} features-laws
            kind: z-histograms
            of: [features-checked]
            caption: What the flow makes of held-out events, over the normal law that it should be.
            ```

            """
        if hasTemplates, choice.x.count > 1 {
            text += """

                Where one nuisance moves by ±1 σ, events should go where you would expect them to.

                ```{plot} displacement
                kind: displacement
                of: [features-response]
                nuisance: \(nuisances[0])
                caption: Where events go as \(nuisances[0]) moves.
                ```

                """
        }
        return text
    }
}
