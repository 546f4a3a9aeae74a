import Statistics

/// What is drawn of one nuisance: curves, with the best fit and the intervals that belong to them.
extension LikelihoodCurves {
    /// −2Δln L at ascending values of the nuisance.
    public struct Curve: Sendable, Equatable {
        let x: [Double]
        let y: [Double]

        /// - Parameters:
        ///   - x: ascending values of the nuisance, in its own units.
        ///   - y: −2Δln L at each; NaN where it was not computed, which breaks the line.
        /// - Throws: ``PlottingError/shape(_:)`` unless lengths agree and there are at least two points.
        public init(x: [Double], y: [Double]) throws(PlottingError) {
            guard x.count == y.count, x.count >= 2 else {
                throw .shape("a scan of \(x.count) points was given \(y.count) values")
            }
            self.x = x
            self.y = y
        }

        var points: [Point] { zip(x, y).map { Point($0, $1) } }
    }

    /// One scan, or one way to combine the members of an ensemble.
    public struct Series: Sendable, Equatable {
        let name: RichText
        let profiled: Curve?
        let slice: Curve?
        let members: [Curve]
        let best: Double
        let interval68: Interval
        let interval95: Interval

        /// - Parameters:
        ///   - name: the name of the profiled curve in the legend.
        ///   - profiled: the curve with all other nuisances refitted at every point; for a combination, the combined
        ///     curve.
        ///   - slice: the curve with all other nuisances at their best fit.
        ///   - members: the profiled curve of every member, each relative to its own maximum.
        ///   - best: the best fit ν̂ of the nuisance.
        ///   - interval68: the interval in which the profiled curve is below 1.
        ///   - interval95: the interval in which it is below 3.84.
        public init(
            name: RichText = "Profiled", profiled: Curve?, slice: Curve? = nil, members: [Curve] = [], best: Double,
            interval68: Interval, interval95: Interval
        ) {
            self.name = name
            self.profiled = profiled
            self.slice = slice
            self.members = members
            self.best = best
            self.interval68 = interval68
            self.interval95 = interval95
        }

        var curves: [Curve] { [slice, profiled].compactMap { $0 } }

        var quoted: PDGRounding { interval68.quoted(about: best) }
    }

    /// The interval of one nuisance at one level, in the nuisance's own units.
    ///
    /// A bound is nil where −2Δln L does not reach the level inside of the scanned window: the interval is open there,
    /// and figures show no number for it.
    public struct Interval: Sendable, Equatable {
        /// The lower bound; nil where the interval is open below.
        let lower: Double?
        /// The upper bound; nil where the interval is open above.
        let upper: Double?

        /// Both bounds in the nuisance's own units; nil where the interval is open.
        public init(lower: Double?, upper: Double?) {
            self.lower = lower
            self.upper = upper
        }

        /// The best fit with the distances to the bounds, rounded as the PDG does.
        func quoted(about best: Double) -> PDGRounding {
            PDGRounding(best, lower: lower.map { best - $0 }, upper: upper.map { $0 - best })
        }

        /// Whether a value lies inside; nil where it lies beyond an open side of the window, about which nothing is
        /// known.
        private func contains(_ value: Double, window: ClosedRange<Double>) -> Bool? {
            if let lower, value < lower { return false }
            if let upper, value > upper { return false }
            return window.contains(value) ? true : nil
        }

        /// `68 % interval 0.472 to open`, with the decimals of the best fit.
        func sentence(_ name: String, beside best: PDGRounding) -> String {
            func text(_ bound: Double?) -> String { bound.map(best.text) ?? "open" }
            return "\(name) interval \(text(lower)) to \(text(upper))"
        }

        /// The position of the truth relative to the intervals, in words; no statement is made beyond an open bound.
        static func place(
            of truth: Double, in68: Interval, in95: Interval, window: ClosedRange<Double>
        ) -> String {
            if in68.lower == nil, in68.upper == nil { return "(the 68 % interval is open on both sides)" }
            return switch (in68.contains(truth, window: window), in95.contains(truth, window: window)) {
            case (true?, _): "inside the 68 % interval"
            case (_, true?): "inside the 95 % interval"
            case (_, false?): "outside the 95 % interval"
            case (_, nil): "beyond the window, where the interval is open"
            }
        }
    }
}
