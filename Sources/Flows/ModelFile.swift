import FlowKernels
import Foundation
import Safetensors

/// A flow as a safetensors file: its tensors by name, its architecture as JSON in the header's metadata.
///
/// Python's `safetensors` package reads the file. Tensor names are `MAP.SLOT`; a masked matrix is stored as its bands,
/// without the zero blocks (``MaskedMLP``).
public struct ModelFile: Sendable {
    /// Its maps with their weights.
    public let flow: Flow
    /// Whether it is a density or a map of events to events.
    public let kind: ModelKind
    /// The names of all inputs.
    public let names: ModelNames
    /// Further information on the model for its users: its origin, the data to which it was fitted.
    public let provenance: [String: String]

    /// The key of the header's metadata that every model has.
    public static let descriptionKey = "fiducial.maps"
    static let kindKey = "fiducial.kind"
    static let namesKey = "fiducial.names"
    static let provenancePrefix = "fiducial.provenance."

    /// The default names are those of ``ModelNames/init(numbering:)``.
    ///
    /// - Precondition: the names fit the flow (``ModelNames/fit(_:)``).
    public init(
        flow: Flow, kind: ModelKind = .density, names: ModelNames? = nil, provenance: [String: String] = [:]
    ) {
        let names = names ?? ModelNames(numbering: flow)
        precondition(names.fit(flow), "\(names) do not fit a flow of \(ModelNames(numbering: flow))")
        self.flow = flow
        self.kind = kind
        self.names = names
        self.provenance = provenance
    }

    /// The bytes of the file; the same flow always gives the same bytes.
    ///
    /// - Throws: `SafetensorsError` where metadata have a reserved name.
    public func data() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let maps = try encoder.encode(flow.maps.map(\.bijection.description))
        let names = try encoder.encode(names)
        var metadata = [
            Self.descriptionKey: String(decoding: maps, as: UTF8.self), Self.kindKey: kind.rawValue,
            Self.namesKey: String(decoding: names, as: UTF8.self),
        ]
        for (key, value) in provenance { metadata[Self.provenancePrefix + key] = value }
        var writer = SafetensorsWriter(metadata: metadata)
        for (index, map) in flow.maps.enumerated() {
            for slot in map.bijection.layout.slots {
                try writer.add(
                    "\(index).\(slot.name)", shape: [slot.rows, slot.columns],
                    slot.matrix(in: map.parameters).array())
            }
        }
        return writer.data()
    }

    /// - Throws: ``FlowError`` or `SafetensorsError`, naming what is missing, left over, of a wrong shape or not finite.
    public init(data: Data) throws { try self.init(file: SafetensorsFile(data: data)) }

    /// Reads the model from a file's tensors and metadata.
    ///
    /// - Throws: as ``init(data:)``.
    public init(file: SafetensorsFile) throws {
        guard let description = file.metadata[Self.descriptionKey] else {
            throw FlowError.invalidModel("the file's metadata has no '\(Self.descriptionKey)': not a model of Fiducial")
        }
        let descriptions: [BijectionDescription]
        do {
            descriptions = try JSONDecoder().decode([BijectionDescription].self, from: Data(description.utf8))
        } catch {
            throw FlowError.invalidModel("the model's description cannot be read: \(error)")
        }
        guard !descriptions.isEmpty else { throw FlowError.invalidModel("the model has no maps") }
        // As one composition, so that maps that do not fit together are refused.
        let whole = Composition.Architecture(parts: descriptions)
        // Before anything is laid out: a short description may ask for more parts than the file can hold.
        guard whole.leastTensorCount <= file.tensors.count else {
            throw FlowError.invalidModel(
                "the model's description needs at least \(whole.leastTensorCount) tensors, but the file has "
                    + "\(file.tensors.count)")
        }
        var expected: Set<String> = []
        var maps: [TransportMap] = []
        for (index, bijection) in try whole.makeBijection().parts.enumerated() {
            // Gathered before a buffer is sized by the description: the file bounds the memory.
            var tensors: [(slot: ParameterSlot, values: [Float])] = []
            for slot in bijection.layout.slots {
                let name = "\(index).\(slot.name)"
                expected.insert(name)
                let tensor = try file.tensor(name)
                guard tensor.shape == [slot.rows, slot.columns] else {
                    throw FlowError.invalidModel(
                        "tensor '\(name)' has shape \(tensor.shape), not [\(slot.rows), \(slot.columns)]")
                }
                let values = tensor.floats()
                guard values.allSatisfy(\.isFinite) else {
                    throw FlowError.invalidModel("tensor '\(name)' holds NaN or infinity")
                }
                tensors.append((slot, values))
            }
            let parameters = ParameterBuffer(count: bijection.layout.count)
            for (slot, values) in tensors { slot.matrix(in: parameters).copy(from: values) }
            maps.append(TransportMap(bijection, parameters: parameters))
        }
        let extra = Set(file.names).subtracting(expected).sorted()
        guard extra.isEmpty else { throw FlowError.invalidModel("tensors that no map uses: \(extra)") }
        let flow = Flow(maps)
        self.flow = flow
        (kind, names) = try Self.kindAndNames(file.metadata, of: flow)
        provenance = Dictionary(
            uniqueKeysWithValues: file.metadata.compactMap { key, value in
                key.hasPrefix(Self.provenancePrefix) ? (String(key.dropFirst(Self.provenancePrefix.count)), value) : nil
            })
    }

    /// What the metadata say beside the architecture; a file without it is a density whose inputs are numbered.
    private static func kindAndNames(
        _ metadata: [String: String], of flow: Flow
    ) throws(FlowError) -> (ModelKind, ModelNames) {
        var kind = ModelKind.density
        if let text = metadata[kindKey] {
            guard let known = ModelKind(rawValue: text) else {
                let kinds = ModelKind.allCases.map(\.rawValue).joined(separator: " or ")
                throw .invalidModel("the model's kind is '\(text)', not \(kinds)")
            }
            kind = known
        }
        guard let text = metadata[namesKey] else { return (kind, ModelNames(numbering: flow)) }
        guard let names = try? JSONDecoder().decode(ModelNames.self, from: Data(text.utf8)), names.fit(flow) else {
            throw .invalidModel(
                "the names of the model's inputs are not \(flow.features) features, \(flow.contextCount) context "
                    + "inputs and \(flow.nuisanceCount) nuisances, each named once")
        }
        return (kind, names)
    }

    /// The model in a few lines of text: its kind, its inputs, its architecture.
    public var summary: String {
        func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
        let maps = flow.maps.flatMap(\.bijection.description.architecture.summary)
        let parameters = flow.maps.reduce(0) { $0 + $1.parameters.count }
        let lines =
            [
                "\(kind.rawValue) of \(list(names.features))", "context: \(list(names.context))",
                "nuisances: \(list(names.nuisances))",
            ] + maps.map { "map: \($0)" } + ["parameters: \(parameters)"]
        return lines.joined(separator: "\n")
    }
}

/// The nuisances that were fitted together with a distribution of interest, as its file keeps them.
extension ModelFile {
    static let fittedNuisancesKey = "nuisances.best-fit"
    static let fittedNuisanceNamesKey = "nuisances.names"

    /// The provenance of a fitted model: numbers in the shortest digits that read back as the same `Double`. A
    /// checkpoint has no names.
    public static func fittedProvenance(_ values: [Double], names: [String]? = nil) -> [String: String] {
        var provenance = [fittedNuisancesKey: values.map { "\($0)" }.joined(separator: " ")]
        provenance[fittedNuisanceNamesKey] = names?.joined(separator: " ")
        return provenance
    }

    /// The best fit; nil if the file does not state it.
    public var fittedNuisances: [Double]? {
        guard let text = provenance[Self.fittedNuisancesKey] else { return nil }
        let values = text.split(separator: " ").map { Double($0) }
        return values.contains(nil) ? nil : values.compactMap { $0 }
    }

    /// The names of ``fittedNuisances``.
    public var fittedNuisanceNames: [String]? {
        provenance[Self.fittedNuisanceNamesKey]?.split(separator: " ").map(String.init)
    }
}
