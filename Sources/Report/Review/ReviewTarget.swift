/// Something in a report that can be reviewed.
public struct ReviewTarget: Sendable, Hashable {
    /// What it is.
    public enum Kind: String, Sendable, Hashable {
        /// A numbered figure or table.
        case figure, table
        /// Another cell.
        case cell
        /// A claim of a `check`, a section, and the abstract.
        case claim, section, abstract

        /// Whether `fiducial review --require all` asks for it: what was computed and is shown.
        public var isRequired: Bool { self == .figure || self == .table || self == .claim }
    }

    /// As entries name it.
    public let name: String
    /// What it is.
    public let kind: Kind
    /// What it is called on the page: "Figure 2", the claim, the heading.
    public let title: String
    /// Where it is on the page.
    let anchor: String
    /// Of what stands there now; nil where there is no result.
    public let key: ReviewKey?
    /// What an approval of approves this too: the check of a claim.
    let whole: String?

    /// The name of the abstract: no cell and no section can have it.
    static let abstractName = "_abstract"

    /// - Parameter number: from 1.
    static func claimName(_ number: Int, of label: String) -> String { "\(label).\(number)" }
}
