/// The dependencies and states of cells, as a picture and as Mermaid.
public struct CellGraph: Sendable {
    /// How a cell stands.
    enum State: String, CaseIterable, Sendable {
        /// Its current result exists.
        case fresh
        case stale
        case missing
        case damaged
        /// It ran and failed.
        case failed
        /// It waits for another cell.
        case blocked
        /// It runs only when asked for.
        case manual

        /// A sign beside its name, so that the state is not shown by colour alone; nil for the usual state.
        var sign: String? {
            switch self {
            case .fresh: nil
            case .stale: "↻"
            case .missing: "○"
            case .damaged, .failed: "✗"
            case .blocked: "–"
            case .manual: "‖"
            }
        }
    }

    /// A cell.
    struct Node: Sendable, Equatable {
        let label: String
        let verb: String
        let state: State
    }

    /// Each after all that it uses.
    let nodes: [Node]
    /// From what is used to what uses it, by position.
    let edges: [(from: Int, to: Int)]

    init(_ nodes: [Node], uses: [String: [String]]) {
        self.nodes = nodes
        let places = Dictionary(
            nodes.enumerated().map { ($1.label, $0) }, uniquingKeysWith: { first, _ in first })
        edges = nodes.enumerated().flatMap { index, node in
            (uses[node.label] ?? []).compactMap { used in places[used].map { (from: $0, to: index) } }
        }
    }

    /// The state before a render.
    public init(_ plan: Plan) {
        self.init(
            plan.entries.map { Node(label: $0.label, verb: $0.verb, state: State($0)) },
            uses: Dictionary(plan.entries.map { ($0.label, $0.uses) }, uniquingKeysWith: { first, _ in first }))
    }

    /// The state after a render.
    init(_ document: Document, _ run: RunReport) {
        self.init(
            document.graph.order.compactMap { label in
                document.cell(label).map {
                    Node(label: label, verb: $0.verb, state: State(run.results[label]))
                }
            }, uses: document.graph.uses)
    }

    /// The graph in Mermaid's language.
    public var mermaid: String {
        // Labels may be words of Mermaid, so nodes have numbers.
        var lines = ["flowchart LR"]
        lines += nodes.enumerated().map { index, node in
            let sign = node.state.sign.map { "\($0) " } ?? ""
            return "    n\(index + 1)[\"\(sign)\(node.label)<br/>\(node.verb)\"]"
        }
        lines += edges.map { "    n\($0.from + 1) --> n\($0.to + 1)" }
        for state in State.allCases {
            let members = nodes.indices.filter { nodes[$0].state == state }.map { "n\($0 + 1)" }
            if !members.isEmpty { lines.append("    class \(members.joined(separator: ",")) \(state.rawValue)") }
        }
        lines += [
            "    classDef fresh stroke:#17713d", "    classDef stale,missing stroke:#6b5300,stroke-dasharray:5 3",
            "    classDef damaged,failed stroke:#b42318,stroke-width:2px",
            "    classDef blocked,manual stroke:#5a606b,stroke-dasharray:2 3",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}

extension CellGraph.State {
    fileprivate init(_ entry: Plan.Entry) {
        switch entry.condition {
        case .fresh: self = .fresh
        case .damaged: self = .damaged
        case .stale: self = .stale
        case .missing: self = .missing
        }
    }

    fileprivate init(_ result: CellResult?) {
        switch result?.outcome {
        case .ran, .cached: self = .fresh
        case .failed: self = .failed
        case .blocked: self = .blocked
        case .manual: self = .manual
        case .absent(let absence):
            self = result?.artifact != nil ? .stale : absence.kind == .manual ? .manual : .missing
        case .cancelled, nil: self = .missing
        }
    }
}
