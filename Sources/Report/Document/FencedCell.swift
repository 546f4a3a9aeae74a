/// A cell as it is written in the text: header and body, not yet read.
struct FencedCell: Sendable {
    let verb: String
    let verbPlace: SourcePlace
    let label: String
    let labelPlace: SourcePlace
    let body: YAMLBlock
    let place: SourcePlace
    /// The indices of its lines, with both fences.
    let lines: Range<Int>
}
