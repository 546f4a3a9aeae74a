import Flows
import Safetensors

/// The tensors of a checkpoint, to be changed; masks, orders and indices stay integers.
struct EditedCheckpoint {
    struct Tensor {
        var shape: [Int]
        var values: [Double]
    }

    var tensors: [String: Tensor] = [:]

    init() {}

    init(_ file: SafetensorsFile) { add(file) { $0 } }

    /// Adds the tensors of a file under other names; those that get none are left out.
    mutating func add(_ file: SafetensorsFile, renaming: (String) -> String?) {
        for (name, tensor) in file.tensors {
            guard let name = renaming(name) else { continue }
            tensors[name] = Tensor(shape: tensor.shape, values: tensor.doubles())
        }
    }

    func checkpoint() throws -> ZukoCheckpoint {
        var writer = SafetensorsWriter()
        for (name, tensor) in tensors {
            if ["mask", "order", "pairs", "indices"].contains(where: name.hasSuffix) {
                try writer.add(name, shape: tensor.shape, tensor.values.map { Int($0) })
            } else {
                try writer.add(name, shape: tensor.shape, tensor.values)
            }
        }
        return try ZukoCheckpoint(file: SafetensorsFile(data: writer.data()))
    }
}
