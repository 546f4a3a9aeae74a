import Foundation
import Inference
import Report
import Samples

/// A verb whose cells are samples of events, such as `generate`: other cells take them by their role and not by the verb.
///
/// What a sample offers is known from the options alone, so that a cell that asks for more is refused before anything runs.
protocol SampleDirective: Directive {
    /// The sample as its options tell it; nil where they are wrong, which `validate` says.
    static func outline(_ options: Options) -> SampleOutline?

    static func sample(_ result: Result) -> any EventSample

    /// The exact likelihoods of the data; nil where they were not evaluated.
    static func information(_ result: Result) -> ExactLikelihoods?
}

extension SampleDirective {
    static var roles: [String] { [SampleCell.role] }

    /// The events of all points, as a table.
    static func exports(_ options: Options, _ result: Result) throws -> [String: Data] {
        [EventExport.name: try EventExport.table(sample(result))]
    }
}

/// The sample that a cell makes, as the cells that use it read it.
struct SampleCell {
    /// What options that take a sample ask for.
    static let role = "sample"

    let sample: any EventSample
    /// The exact likelihoods of the data; nil where they were not evaluated.
    let information: ExactLikelihoods?

    /// A sample that no cell made, such as a toy.
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
        sample = verb.sample(result)
        information = verb.information(result)
    }
}

extension DocumentContext {
    /// The sample of a cell as the document tells it; nil where the cell is missing or wrong.
    func outline(_ reference: CellReference) -> SampleOutline? {
        guard let options = options(reference), let verb = directive(reference) as? any SampleDirective.Type else {
            return nil
        }
        return verb.outline(options)
    }
}

extension Options {
    /// A diagnostic where a cell needs the closed form of a sample that has none.
    ///
    /// - Parameter what: to follow "'events' has no closed form, which": "gaps are measured against".
    func missingTruth<T>(
        _ outline: SampleOutline?, _ label: String, at key: OptionKey<T>, _ path: String = "", for what: String
    ) -> [Diagnostic] {
        guard let outline, !(outline.hasTruth && outline.isGenerated) else { return [] }
        let lacks = outline.hasTruth ? "cannot be generated anew" : "has no closed form"
        return [
            error(
                "'\(label)' \(lacks), which \(what)", at: key, path,
                remedy: "take a sample that a 'generate' cell makes")
        ]
    }
}

extension EventSample {
    /// The data as likelihoods take them.
    var dataset: Dataset {
        let events = data
        return Dataset(x: events.x, y: events.y, weights: events.weights)
    }
}
