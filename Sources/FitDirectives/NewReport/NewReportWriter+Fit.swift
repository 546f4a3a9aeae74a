/// The fit, its scan, and claims about both.
extension NewReportWriter {
    var fit: String {
        var options = ["data: data", "kinematics: \(features)"]
        options.append(
            hasScores
                ? "score: \(scores)"
                : "transfer: none                  # x alone; a 'score' in its place, and T is fitted")
        if hasFreeYield {
            let response = classes.indices.map { $0 == 0 ? "1" : "0" }.joined(separator: ", ")
            options.append(
                "normalization: {\(yieldName): {uncertainty: 0.5, response: [\(response)]}}   # log-normal, σ = 50 %")
        }
        let what =
            hasScores
            ? "The fit finds the invertible map $T$ of the scores that undoes the faults of the simulation,\n"
                + "and the nuisances with it."
            : "The mixture of all classes is fitted to the data, event by event, and the nuisances with it."
        let yield =
            hasFreeYield
            ? "There are no templates, so only the yield of `\(classes[0])` is free.\n" : ""
        return """
            ## The fit

            \(what)
            \(yield)
            ```{fit} measurement
            \(options.joined(separator: "\n"))
            ```

            Data and the fitted model, feature by feature: where the ratio leaves 1, a density is wrong, or a class or a
            nuisance is missing.

            ```{plot} marginals
            kind: marginals
            of: [measurement]
            caption: Data against the fitted model.
            ```

            """
    }

    private var scanned: [String] { Array(nuisances.prefix(2)) }

    var scan: String {
        let free =
            hasScores ? "transfer: free                  # T fitted again at every ν: the interval to quote\n" : ""
        let both = scanned.count == 2
        let rows = scanned.map { name in
            let path = "likelihood.nuisances.\(name)"
            let cells = ["best", "lower", "upper", "interval-95.lower", "interval-95.upper"].map {
                "\"{\(path).\($0) | +.3}\""
            }
            return "  - [\(name), \(cells.joined(separator: ", "))]"
        }
        let others =
            nuisances.count > 2 ? "\nA `scan` of its own shows the interval of each other nuisance.\n" : ""
        return """
            ## The scan

            $-2\\Delta\\ln L$ is scanned, all other nuisances profiled; its intervals are what to quote.

            ```{scan} likelihood
            fit: measurement
            nuisances: [\(scanned.joined(separator: ", "))]
            \(free)```

            ```{table} results
            header: [Nuisance, ν̂, from, to, from (95 %), to (95 %)]
            rows:
            \(rows.joined(separator: "\n"))
            caption: Best fit and intervals of the profiled likelihood, in units of a nuisance's σ before the fit.
            ```
            \(others)
            ```{plot} \(both ? "contours" : "curves")
            kind: \(both ? "contours" : "curves")
            of: [likelihood]
            caption: \(both ? "$-2\\Delta\\ln L$ of both nuisances." : "$-2\\Delta\\ln L$ with its intervals.")
            ```

            """
    }

    // MARK: Checks

    var checks: String {
        var fitted: [String] = []
        for name in nuisances {
            fitted.append(
                claim("\(name) is at rest, in σ", "measurement.nuisances.\(name).distance", "abs-below: 0.15"))
        }
        for name in nuisances where hasTemplates {
            let values = templates.compactMap { $0.point[name] } + [0]
            guard let low = values.min(), let high = values.max() else { continue }
            fitted.append(
                claim(
                    "\(name) is where templates teach it", "measurement.nuisances.\(name).best",
                    "between: [\(YAMLText.number(low)), \(YAMLText.number(high))]"))
        }
        var scanned = [
            claim("The scan found its maximum", "likelihood.converged", "is: true"),
            claim("Error of its interpolation, in −2Δln L", "likelihood.error", "below: 0.1"),
        ]
        for name in self.scanned {
            scanned.append(
                claim(
                    "\(name) has the best fit of the fit, in σ", "likelihood.nuisances.\(name).from-fit",
                    "abs-below: 0.15"))
        }
        return """
            ## Checks

            None of these needs the truth. They test the fit, but not the densities.

            ```{check} fitted
            claims:
            \(fitted.joined(separator: "\n"))
            ```

            ```{check} scanned
            claims:
            \(scanned.joined(separator: "\n"))
            ```

            """
    }

    private func claim(_ words: String, _ path: String, _ criterion: String) -> String {
        "  - {claim: \"\(words)\", value: \(path), \(criterion)}"
    }
}
