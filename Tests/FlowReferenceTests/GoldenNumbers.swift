import Foundation
import Safetensors

/// The rows of a matrix.
func rows(_ file: SafetensorsFile, _ name: String) throws -> [[Double]] {
    let width = try file.shape(name).last ?? 1
    let values = try file.doubles(name)
    return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
}

/// The class as numbers: 1 at its place, 0 elsewhere.
func oneHot(_ index: Int, of count: Int = 2) -> [Double] { (0..<count).map { $0 == index ? 1 : 0 } }

/// Moves every weight and bias a little: by h · sin of a running number, all of them in one direction.
///
/// - Returns: the file with moved parameters in float64, and the derivative of the golden sum along that direction,
///   Σ grad · sin, over the parameters whose gradients the file holds; only these are moved.
func moved(_ file: SafetensorsFile, by h: Double) throws -> (file: SafetensorsFile, derivative: Double) {
    var writer = SafetensorsWriter()
    var derivative = 0.0
    var number = 0.0
    for name in file.names {
        let tensor = try file.tensor(name)
        if let gradient = file.tensors["grad.\(name)"]?.doubles(), tensor.dataType == .float32 {
            let direction = gradient.indices.map { index in
                number += 1
                return sin(number)
            }
            derivative += zip(gradient, direction).map(*).reduce(0, +)
            try writer.add(name, shape: tensor.shape, zip(tensor.doubles(), direction).map { $0 + h * $1 })
        } else if tensor.dataType == .int64 {
            try writer.add(name, shape: tensor.shape, tensor.integers())
        } else {
            try writer.add(name, shape: tensor.shape, tensor.doubles())
        }
    }
    return (try SafetensorsFile(data: writer.data()), derivative)
}
