import Flows

/// How many multiplications the matrix products of a network need: what an ideal machine would spend its time on.
enum Products {
    /// Of one forward pass of one event; zero blocks of masks are not counted.
    static func forward(_ bijection: any Bijection) -> Int {
        weights(bijection).reduce(0) { $0 + $1.rows * $1.columns }
    }

    /// Of one forward pass and its whole adjoint; the gradient of the context is not needed.
    static func training(_ bijection: any Bijection) -> Int {
        let first = weights(bijection).filter { $0.name.split(separator: ".").suffix(3).first == "0" }
        return 3 * forward(bijection) - first.reduce(0) { $0 + $1.rows * bijection.contextCount }
    }

    private static func weights(_ bijection: any Bijection) -> [ParameterSlot] {
        bijection.layout.slots.filter { $0.name.hasSuffix("weight") }
    }
}
