import Foundation
import Inference
import Report
import Samples

/// A verb whose cells are samples of events, `generate` or `load`: other cells take them by their role and not by the
/// verb.
///
/// What a sample offers is known from the options alone, so that a cell that asks for more is refused before anything runs.
protocol SampleDirective: Directive {
    /// The outline of the sample from its options; nil where they have mistakes, which `validate` reports.
    ///
    /// - Parameter document: for values from other cells.
    static func outline(_ options: Options, _ document: DocumentContext) -> SampleOutline?

    /// The sample of a cell that has run.
    ///
    /// - Parameter attachments: the attachments of its result.
    /// - Throws: `CellFailure` where the attachments do not have the expected form.
    static func sample(_ result: Result, _ attachments: [String: Data]) throws -> any EventSample

    /// The exact likelihoods of the data; nil where they were not evaluated.
    static func information(_ result: Result) -> ExactLikelihoods?

    /// The expected number of events of every class and its response to nuisances; nil, the default, for a sample that
    /// does not state it.
    static func yields(_ result: Result) -> TemplateYields?
}

extension SampleDirective {
    static var roles: [String] { [SampleCell.role] }
    static func information(_ result: Result) -> ExactLikelihoods? { nil }
    static func yields(_ result: Result) -> TemplateYields? { nil }
}

/// The sample that a cell makes, as the cells that use it read it.
struct SampleCell {
    /// What options that take a sample ask for.
    static let role = "sample"

    let sample: any EventSample
    /// The exact likelihoods of the data; nil where they were not evaluated.
    let information: ExactLikelihoods?

    /// A sample that is not the result of a cell, such as a toy.
    init(_ sample: any EventSample) {
        self.sample = sample
        information = nil
    }

    /// - Throws: `CellFailure` where the cell makes no sample, and `ResultMismatch`.
    init(_ reference: CellReference, _ context: RunContext) throws {
        guard let verb = context.directive(reference) as? any SampleDirective.Type else {
            throw CellFailure("'\(reference.label)' makes no sample")
        }
        self = try SampleCell(verb, reference, context)
    }

    private init<Verb: SampleDirective>(_ verb: Verb.Type, _ reference: CellReference, _ context: RunContext) throws {
        let result = try context.result(verb, of: reference)
        sample = try verb.sample(result, context.artifact(reference).attachments)
        information = verb.information(result)
    }
}

extension DocumentContext {
    /// The outline of a cell's sample from the document; nil where the cell is missing or has mistakes.
    func outline(_ reference: CellReference) -> SampleOutline? {
        guard let options = options(reference), let verb = directive(reference) as? any SampleDirective.Type else {
            return nil
        }
        return verb.outline(options, self)
    }
}

extension Options {
    /// A diagnostic where a cell needs the closed form of a sample that has none.
    ///
    /// - Parameter what: the continuation of "'events' has no closed form, which": "gaps are measured against".
    func missingTruth<T>(
        _ outline: SampleOutline?, _ label: String, at key: OptionKey<T>, _ path: String = "", for what: String
    ) -> [Diagnostic] {
        guard let outline, !(outline.hasTruth && outline.isGenerated) else { return [] }
        let lacks = outline.hasTruth ? "cannot be generated again" : "has no closed form"
        return [
            error(
                "'\(label)' \(lacks), which \(what)", at: key, path,
                remedy: "take a sample that a 'generate' cell makes")
        ]
    }
}

extension EventSample {
    /// The data in the form for likelihoods.
    var dataset: Dataset {
        let events = data
        return Dataset(x: events.x, y: events.y, weights: events.weights)
    }
}

extension RunContext {
    /// The yields that the sample of a cell states; nil where it states none.
    func yields(_ reference: CellReference) throws -> TemplateYields? {
        guard let verb = directive(reference) as? any SampleDirective.Type else { return nil }
        return try yields(verb, reference)
    }

    private func yields<Verb: SampleDirective>(
        _ verb: Verb.Type, _ reference: CellReference
    ) throws -> TemplateYields? {
        verb.yields(try result(verb, of: reference))
    }
}
