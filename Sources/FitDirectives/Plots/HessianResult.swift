import Plotting
import Report

/// What a `hessian` cell left, as figures read it.
struct HessianResult {
    let nuisances: [String]
    let isPositiveDefinite: Bool
    private let result: Value

    static let cells = PlotCells("hessian", help: "The Hessian.")

    init(_ options: Options, _ context: PresentationContext) throws {
        let reference = options[PlotDirective.of][0]
        guard let artifact = context.artifact(reference) else {
            throw CellFailure("there is no result of '\(reference.label)' to draw")
        }
        try self.init(reference, artifact)
    }

    init(_ options: Options, _ context: RunContext) throws {
        let reference = options[PlotDirective.of][0]
        try self.init(reference, context.artifact(reference))
    }

    private init(_ reference: CellReference, _ artifact: Artifact) throws {
        guard let names = artifact.result[path: "nuisances"]?.array?.compactMap(\.string) else {
            throw CellFailure("'\(reference.label)' holds no Hessian")
        }
        nuisances = names
        result = artifact.result
        isPositiveDefinite = result[path: "outcome"] == "positive definite"
    }

    /// Where it was evaluated.
    func point(_ name: String) -> Double { number("\(name).at") }
    func sigma(_ name: String) -> Double { number("\(name).sigma") }
    func correlation(_ first: String, _ second: String) -> Double { number("\(first).correlation.\(second)") }

    /// A principal direction: the unit eigenvector by nuisance, and σ along it; the widest first.
    struct Mode {
        let sigma: Double
        let direction: [String: Double]
    }

    var modes: [Mode] {
        (result[path: "modes"]?.array ?? []).map { mode in
            Mode(
                sigma: mode[path: "sigma"]?.double ?? .nan,
                direction: Dictionary(
                    uniqueKeysWithValues: nuisances.map { ($0, mode[path: "direction.\($0)"]?.double ?? .nan) }))
        }.sorted { $0.sigma > $1.sigma }
    }

    private func number(_ path: String) -> Double { result[path: path]?.double ?? .nan }

    /// The names that a cell's Hessian has, as the document alone tells.
    static func names(_ options: Options, _ document: DocumentContext) -> [String]? {
        guard let hessian = document.options(options[PlotDirective.of][0]),
            let source = document.options(hessian[HessianDirective.of])
        else { return nil }
        return LikelihoodSource(hessian[HessianDirective.of], options: source).nuisances(document)
    }
}
