/// A range of a nuisance by its middle and half of its width.
extension ClosedRange<Double> {
    var middle: Double { (lowerBound + upperBound) / 2 }
    var halfWidth: Double { (upperBound - lowerBound) / 2 }
}
