import Files
import Foundation

/// `json`: the values in a JSON file, measured or computed elsewhere, for prose, tables and claims.
///
///     file: speed.json
///
/// The file's digest is part of the cell's key. At the top stands an object; its members are reached as `label.path`.
enum JSONDirective: Directive {
    static let verb = "json"
    static let version = 1
    static let isQuick = true
    static let summary = "Reads a JSON file, whose values other cells and the prose may use."

    static let file = OptionKey<InputFile>("file", help: "A JSON file with an object at its top.")
    static let schema = OptionSchema(file)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        do {
            let value = try value(options)
            return value.object == nil
                ? [options.error("'\(options[file].path)' holds \(value.kind), not an object", at: file)] : []
        } catch {
            let other = (try? options[file].read()).flatMap { MistakenFile.words($0) }
            return [
                options.error("cannot read '\(options[file].path)': \(other ?? "\(error)")", at: file)
            ]
        }
    }

    static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape {
        (try? options[file].made { ResultShape(of: try Value(json: $0)) }) ?? .any
    }

    static func knownResult(_ options: Options, _ document: DocumentContext) -> Value? { try? value(options) }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> { Output(try value(options)) }

    static func present(_ options: Options, _ result: Value, _ context: PresentationContext) throws -> [Fragment] { [] }

    private static func value(_ options: Options) throws -> Value {
        try options[file].made { data in
            let value = try Value(json: data)
            if let path = value.ambiguousPath {
                throw CellFailure(
                    "two values have the path '\(path)', as a key with a point in it makes it; rename one")
            }
            return value
        }
    }
}
