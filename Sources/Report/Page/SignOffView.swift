/// What the template `signoff` sees: what reviewers say of one thing, where that stands.
struct SignOffView: Sendable {
    /// For those who do not see where it stands: "Figure 2"; escaped for an attribute in double quotes.
    let subject: String
    /// Of a claim, which stands among others, what it says; nil where it is plain from the place.
    let about: String?
    /// As entries name it, and the digest of what is shown: for the script of a server's page; nil in others.
    let signable: Signable?
    let remarks: [RemarkView]

    struct Signable: Sendable {
        /// As entries name it.
        let reviewed: String
        let digest: String
    }

    /// - Returns: nil without entries, unless entries can be added.
    init?(_ reviewed: Review.Reviewed, isLive: Bool) {
        let target = reviewed.target
        signable = isLive ? target.key.map { Signable(reviewed: target.name, digest: $0.description) } : nil
        remarks = reviewed.entries.map(RemarkView.init)
        guard signable != nil || !remarks.isEmpty else { return nil }
        subject = EscapedHTML.text(target.kind == .claim ? "the claim \(target.name)" : target.title)
        about = target.kind == .claim ? target.title : nil
    }
}

/// One entry of a review.
struct RemarkView: Sendable {
    /// For the stylesheet: "approval", "objection", "note".
    let remarkKind: String
    /// For the stylesheet: "current", "expired", "superseded".
    let standing: String
    let remarkSign: String
    /// "Approved", "Approval, expired"
    let remarkWord: String
    let reviewer: String
    let day: String
    /// Why it holds no more, a sentence; nil where it does.
    let expiry: String?
    /// Ready HTML.
    let remarkText: String?

    init(_ judged: Review.Judged) {
        let entry = judged.entry
        remarkKind = entry.kind.rawValue
        reviewer = entry.author
        day = entry.day
        remarkText = entry.text.map(Self.html)
        switch judged.standing {
        case .current:
            standing = "current"
            remarkSign = entry.kind.sign
            remarkWord = entry.kind.word
            expiry = nil
        case .expired(let why):
            standing = "expired"
            remarkSign = ReviewPanelView.expiredSign
            remarkWord = "\(entry.kind.noun), expired"
            expiry = why.prefix(1).uppercased() + why.dropFirst() + "."
        case .superseded:
            standing = "superseded"
            remarkSign = "–"
            remarkWord = "Earlier \(entry.kind.rawValue)"
            expiry = nil
        }
    }

    /// HTML with the paragraphs and lines of the text; `$…$` is math.
    static func html(_ text: String) -> String {
        text.split(separator: "\n\n").map { paragraph in
            let lines = paragraph.split(separator: "\n").map { MathText.html(String($0)) }
            return "<p>\(lines.joined(separator: "<br>"))</p>"
        }.joined()
    }
}

extension ReviewEntry.Kind {
    fileprivate var noun: String {
        switch self {
        case .note: "Note"
        case .approval: "Approval"
        case .objection: "Objection"
        }
    }

    /// Of one that holds.
    fileprivate var word: String { self == .approval ? "Approved" : noun }

    var sign: String {
        switch self {
        case .note: "✎"
        case .approval: "✓"
        case .objection: "✗"
        }
    }
}

/// What stands where of a review.
struct SignOffs: Sendable {
    private let byName: [String: SignOffView]

    init(_ review: Review, isLive: Bool) {
        byName = review.reviewed.reduce(into: [:]) { views, reviewed in
            views[reviewed.target.name] = SignOffView(reviewed, isLive: isLive)
        }
    }

    /// nil where there is nothing to show.
    func view(of name: String) -> SignOffView? { byName[name] }

    /// The views of a cell and its claims.
    func views(of presentation: CellPresentation) -> [SignOffView] {
        let label = presentation.cell.label
        let claims = presentation.verdicts.indices.map { ReviewTarget.claimName($0 + 1, of: label) }
        return ([label] + claims).compactMap { byName[$0] }
    }
}

/// What the template `review` sees: the review of the whole report, above its text.
struct ReviewPanelView: Sendable {
    struct Line: Sendable {
        /// For the stylesheet: "objection", "expired", "note", "approval".
        let reviewKind: String
        let reviewSign: String
        let reviewWord: String
        /// The place in the page; nil where there is none.
        let place: String?
        /// What it is about.
        let about: String
        /// "Ada Lovelace, 2026-11-30"
        let signature: String
        /// Ready HTML, shortened: all of it stands at its place; nil where there is none.
        let gist: String?
    }

    static let expiredSign = "↺"
    static let longestGist = 160

    /// The worst first.
    let reviewLines: [Line]
    let reviewCounts: [PanelCount]
    /// How much is approved, a sentence; nil where nothing needs to be.
    let state: String?
    /// For the stylesheet: the kind of the worst.
    let worst: String

    /// - Returns: nil without entries.
    init?(_ review: Review) {
        guard !review.isEmpty else { return nil }
        let order = ["objection", "expired", "note", "approval"]
        var lines = review.reviewed.flatMap { reviewed in
            reviewed.entries.compactMap { Line($0, reviewed.target) }
        }
        lines += review.lost.map(Line.init(lost:))
        reviewLines = order.flatMap { kind in lines.filter { $0.reviewKind == kind } }
        reviewCounts = PanelCount.counts(
            of: lines.map(\.reviewKind), in: order, name: { $0 },
            sign: { ReviewEntry.Kind(rawValue: $0)?.sign ?? Self.expiredSign },
            phrase: { kind, count in
                kind == "expired" ? "\(count) expired" : "\(count) \(kind)\(count == 1 ? "" : "s")"
            })
        let required = review.reviewed.filter(\.target.kind.isRequired)
        let approved = required.count { $0.lack == nil }
        state =
            required.isEmpty
            ? nil : "\(approved) of \(required.count) figures, tables and claims are approved as they stand."
        worst = reviewLines.first?.reviewKind ?? "note"
    }
}

extension ReviewPanelView.Line {
    /// - Returns: nil of what its author has decided anew since.
    fileprivate init?(_ judged: Review.Judged, _ target: ReviewTarget) {
        let entry = judged.entry
        switch judged.standing {
        case .superseded: return nil
        case .current:
            (reviewKind, reviewSign, reviewWord) = (entry.kind.rawValue, entry.kind.sign, entry.kind.word)
            gist = entry.text.map(Self.shortened)
        case .expired(let why):
            (reviewKind, reviewSign) = ("expired", ReviewPanelView.expiredSign)
            reviewWord = "\(entry.kind.noun), expired"
            gist = why.prefix(1).uppercased() + why.dropFirst() + "."
        }
        place = target.anchor
        let isNumbered = target.kind == .figure || target.kind == .table
        about = isNumbered ? "\(target.title): \(target.name)" : target.title
        signature = "\(entry.author), \(entry.day)"
    }

    fileprivate init(lost entry: ReviewEntry) {
        (reviewKind, reviewSign) = ("expired", ReviewPanelView.expiredSign)
        reviewWord = "\(entry.kind.noun), expired"
        place = nil
        about = entry.target
        signature = "\(entry.author), \(entry.day)"
        gist = "The report has nothing of this name any more."
    }

    private static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let longest = ReviewPanelView.longestGist
        return MathText.html(line.count > longest ? line.prefix(longest - 1) + "…" : line)
    }
}
