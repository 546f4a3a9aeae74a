/// What the template `graph` sees: which cell uses which, folded at the end of the page.
struct GraphView {
    struct Key {
        let sign: String
        let meaning: String
    }

    /// Ready HTML; nil where there are too many cells.
    let picture: String?
    /// "12 cells and 20 uses"
    let words: String
    /// The signs that occur.
    let key: [Key]

    /// With more cells than this, a graph is not readable on a page.
    private static let most = 120

    /// - Returns: nil where no cell uses another.
    init?(_ graph: CellGraph) {
        guard !graph.edges.isEmpty else { return nil }
        picture = graph.nodes.count > Self.most ? nil : CellGraphSVG(graph, hasLinks: true).element
        words = CellGraphSVG.words(graph)
        key = CellGraph.State.allCases.compactMap { state in
            guard graph.nodes.contains(where: { $0.state == state }), let sign = state.sign else { return nil }
            return Key(sign: sign, meaning: state.rawValue)
        }
    }
}
