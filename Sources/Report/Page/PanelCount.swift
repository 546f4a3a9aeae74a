/// What the head of a panel says: how many of its lines are of one kind.
struct PanelCount {
    /// For the stylesheet.
    let kind: String
    let sign: String
    let phrase: String

    /// - Parameters:
    ///   - kinds: of all lines.
    ///   - order: in which kinds are told; what does not occur is left out.
    ///   - sign: of a kind.
    ///   - phrase: "2 fail"; gets a kind and how many there are.
    static func counts<Kind: Equatable>(
        of kinds: [Kind], in order: [Kind], name: (Kind) -> String, sign: (Kind) -> String,
        phrase: (Kind, Int) -> String
    ) -> [PanelCount] {
        order.compactMap { kind in
            let count = kinds.count { $0 == kind }
            guard count > 0 else { return nil }
            return PanelCount(kind: name(kind), sign: sign(kind), phrase: phrase(kind, count))
        }
    }
}
