/// Something in a report that can be reviewed.
public struct ReviewTarget: Sendable, Hashable {
    /// The kind of a target.
    public enum Kind: String, Sendable, Hashable {
        /// A numbered figure or table.
        case figure, table
        /// Another cell.
        case cell
        /// A claim of a `check`, a section, and the abstract.
        case claim, section, abstract

        /// Whether `fiducial review --require all` requires its approval: computed results that are shown.
        public var isRequired: Bool { self == .figure || self == .table || self == .claim }
    }

    /// The name in entries.
    public let name: String
    /// Its kind.
    public let kind: Kind
    /// Its name on the page: "Figure 2", the claim, the heading.
    public let title: String
    /// Where it is on the page.
    let anchor: String
    /// The key of its current content; nil without a result.
    public let key: ReviewKey?
    /// What an approval of approves this too: the check of a claim.
    let whole: String?

    /// The name of the abstract: no cell and no section can have it.
    static let abstractName = "_abstract"

    /// - Parameter number: from 1.
    static func claimName(_ number: Int, of label: String) -> String { "\(label).\(number)" }
}
