extension DisplacementField {
    /// One field of arrows.
    public struct Field: Sendable, Equatable {
        /// The kind of a field, which determines its colour.
        public enum Kind: Sendable, Equatable {
            /// Solid, in the colour of fits.
            case model
            /// Dashed, in the colour of the truth.
            case truth
            /// One of several equal fields, such as +1σ and −1σ: its index in the categorical colours.
            case series(Int)
        }

        let name: RichText
        let kind: Kind
        /// True lengths; heads that are not finite are missing.
        let displacements: [Mark.Displacement]

        /// - Parameters:
        ///   - name: its name in the legend.
        ///   - kind: model or truth.
        ///   - displacements: displacements in true lengths, whatever the magnification of the drawing; those with
        ///     heads that are not finite are left out.
        public init(name: RichText, kind: Kind = .model, displacements: [Mark.Displacement]) {
            self.name = name
            self.kind = kind
            self.displacements = displacements
        }

        var role: String {
            switch kind {
            case .model: "model"
            case .truth: "truth"
            case .series(let index): "series \(index + 1)"
            }
        }
    }

    /// Fields of arrows over one density.
    public struct Panel: Sendable {
        let heading: RichText
        let fields: [Field]
        /// Beneath the arrows, in any normalization.
        let density: ScalarGrid?
        let magnification: Double

        /// - Parameters:
        ///   - heading: stands above the frame.
        ///   - fields: the displacements of a model, of a truth, or of both.
        ///   - density: drawn beneath the arrows, and the weight in means; in any normalization.
        ///   - magnification: the factor by which the arrows are lengthened; stated in the heading.
        /// - Throws: ``PlottingError/shape(_:)`` unless a truth shown with a model starts at the model's points.
        public init(
            heading: RichText, fields: [Field], density: ScalarGrid? = nil, magnification: Double = 1
        ) throws(PlottingError) {
            let model = fields.first { $0.kind == .model }
            if let model, let truth = fields.first(where: { $0.kind == .truth }) {
                guard model.displacements.map(\.tail) == truth.displacements.map(\.tail) else {
                    throw .shape("model and truth of \(heading.plain) displace different points")
                }
            }
            self.heading = heading
            self.fields = fields
            self.density = density
            self.magnification = magnification
        }
    }

    /// Lengths over the points of one panel: plain means, and means over the density where there is one.
    struct Summary {
        struct Length {
            let name: String
            let mean: Double
            let largest: Double
            let weightedMean: Double?
            let missing: Int

            init(name: String, lengths: [Double], tails: [Point], density: ScalarGrid?) {
                let finite = lengths.filter(\.isFinite)
                self.name = name
                mean = finite.isEmpty ? .nan : finite.reduce(0, +) / Double(finite.count)
                largest = finite.max() ?? .nan
                weightedMean = density.map { DensityMass.mean(of: lengths, at: tails, weightedBy: $0) }
                missing = lengths.count - finite.count
            }
        }

        let fields: [Length]
        /// |model − truth|, head to head.
        let error: Length?

        init(_ panel: Panel) {
            fields = panel.fields.map { field in
                Length(
                    name: field.name.plain, lengths: field.displacements.map(\.length),
                    tails: field.displacements.map(\.tail), density: panel.density)
            }
            let model = panel.fields.first { $0.kind == .model }
            let truth = panel.fields.first { $0.kind == .truth }
            guard let model, let truth else {
                error = nil
                return
            }
            let gaps = zip(model.displacements, truth.displacements).map {
                Mark.Displacement(tail: $1.head, head: $0.head).length
            }
            error = Length(
                name: "difference", lengths: gaps, tails: model.displacements.map(\.tail), density: panel.density)
        }
    }
}

extension Mark.Displacement {
    var length: Double {
        let (dx, dy) = (head.x - tail.x, head.y - tail.y)
        return (dx * dx + dy * dy).squareRoot()
    }

    var isFinite: Bool { [tail.x, tail.y, head.x, head.y].allSatisfy(\.isFinite) }
}
