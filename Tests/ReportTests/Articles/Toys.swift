@testable import Report

enum Toys {
    static let count = OptionKey<Int>("count", default: 100, in: 1...100_000, help: "How many toys.")

    static func parts(_ options: Options, _ context: RunContext) -> [PartGroup] {
        let settings = options.canonical(without: count)
        let toys = (0..<options[count]).map { index in
            PartDescription(
                "toy \(index)", components: ["options": settings, "toy": .integer(index)],
                seed: context.seed(for: "toy \(index)"))
        }
        return [PartGroup("toys", toys)]
    }
}
