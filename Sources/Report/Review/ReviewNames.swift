extension Document {
    /// The names of everything that can be reviewed, before the run; nil where the name of a section depends on the
    /// run.
    var reviewNames: Set<String>? {
        let labels = cells.map(\.label)
        guard let anchors = Anchors.known(in: body, labels: labels) else { return nil }
        let claims = cells.flatMap { cell in
            cell.directive.claims(cell.options).indices.map { ReviewTarget.claimName($0 + 1, of: cell.label) }
        }
        return anchors.subtracting(Anchors.ofThePage).union(claims).union(
            abstract == nil ? [] : [ReviewTarget.abstractName])
    }
}

extension [WrittenReviewEntry] {
    /// Entries whose target the report does not have, as far as this is known before the run.
    func unknownTargets(in document: Document) -> [Diagnostic] {
        guard !isEmpty, let known = document.reviewNames else { return [] }
        let names = KnownNames(known)
        return filter { !known.contains($0[WrittenReviewEntry.target]) }.map { $0.unknownTarget(names) }
    }
}
