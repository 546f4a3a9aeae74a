import FlowKernels

/// A chunk of events in the form for a flow, feature-major; columns beyond the requested events have weight 0.
public struct EventChunk {
    /// Shape [features, events].
    public let features: Matrix
    /// Shape [context, events].
    public let context: Matrix
    /// ν of every event, shape [nuisances, events]; nil for a flow without nuisances.
    public let nuisances: Matrix?
    /// Shape [1, events].
    public let weights: Matrix

    private init(features: Matrix, context: Matrix, nuisances: Matrix?, weights: Matrix) {
        self.features = features
        self.context = context
        self.nuisances = nuisances
        self.weights = weights
    }

    init(features: Int, context: Int, nuisances: Int, columns: Int, arena: Arena) {
        self.features = arena.zeros(rows: features, columns: columns)
        self.context = arena.zeros(rows: context, columns: columns)
        self.nuisances = nuisances > 0 ? arena.zeros(rows: nuisances, columns: columns) : nil
        weights = arena.zeros(rows: 1, columns: columns)
    }

    /// All columns in an order in which networks are fast: sorted by template, so that a block of events needs the
    /// networks of few nuisances, then by context, which matters most, then by features.
    var quickOrder: [Int] {
        func values(_ matrix: Matrix) -> [[Float]] { (0..<matrix.rows).map { matrix.row($0).array() } }
        let order = TiledOrder(values(context) + values(features))
        return templates.flatMap { order.sorted($0) }
    }

    /// The columns of every ν that there is in the chunk; all together where those are too many to be templates.
    private var templates: [[Int]] {
        let all = Array(0..<features.columns)
        guard let nuisances else { return [all] }
        var numbers: [[Float]: Int] = [:]
        var templates: [[Int]] = []
        for column in all {
            let point = (0..<nuisances.rows).map { nuisances[$0, column] }
            if let number = numbers[point] {
                templates[number].append(column)
            } else {
                numbers[point] = templates.count
                templates.append([column])
            }
            guard templates.count <= 64 else { return [all] }
        }
        return templates
    }

    /// Copies of some columns.
    func events(_ columns: ArraySlice<Int>, arena: Arena) -> EventChunk {
        EventChunk(
            features: arena.columns(columns, of: features), context: arena.columns(columns, of: context),
            nuisances: nuisances.map { arena.columns(columns, of: $0) },
            weights: arena.columns(columns, of: weights))
    }
}

/// A source of training events. The events of a step are a pure function of the step, so that the result depends
/// neither on threads nor on restarts.
public protocol EventSource: Sendable {
    /// Writes the events at `positions` of batch number `step` into the first columns of `chunk`, with their weights.
    func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>)
}
