/// What the head of a panel says: how many of its lines are of one kind.
struct PanelCount {
    /// For the stylesheet.
    let kind: String
    let sign: String
    let phrase: String

    /// - Parameters:
    ///   - kinds: of all lines.
    ///   - order: the order of the kinds; kinds that do not occur are left out.
    ///   - sign: of a kind.
    ///   - phrase: the words for a kind and its count: "2 fail".
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
