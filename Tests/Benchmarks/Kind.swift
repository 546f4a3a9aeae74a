/// One kind of work that is timed.
struct Kind {
    let name: String
    let work: String
    let unit: String
    let factor: Double
    /// What the comparisons call it.
    let peer: String?
    /// How many of the comparisons' steps, or of their events at one point, this work is.
    var peerUnits = 1.0
    /// Multiplications in its matrix products, where they are most of the work.
    var products: Int?
    let measure: () throws -> Timing

    /// Those that need no trained weights.
    static func all(of work: Work) -> [Kind] {
        func step(
            _ name: String, _ text: String, peer: String? = nil, products: Int? = nil,
            _ measure: @escaping () throws -> Timing
        ) -> Kind {
            Kind(name: name, work: text, unit: "ms", factor: 1e3, peer: peer, products: products, measure: measure)
        }
        func event(_ name: String, _ text: String, peer: String?, _ measure: @escaping () throws -> Timing) -> Kind {
            Kind(name: name, work: text, unit: "µs/event", factor: 1e6, peer: peer, measure: measure)
        }
        return [
            step(
                "base-step", "base-flow training step, batch 1024", peer: "base-step",
                products: work.batch * Products.training(work.model.score.bijection)
            ) { try work.baseStep() },
            step("residual-step", "residual training step, every nuisance moved in every event", peer: "residual-step")
            {
                try work.residualStep()
            },
            step(
                "residual-templates", "residual training step on templates of one nuisance each", peer: "residual-step"
            ) {
                try work.residualStep(templates: true)
            },
            step("fit-step", "global-fit step of T; the others move ν with it", peer: "fit-step") {
                try work.fitStep()
            },
            step("profile-step", "amortized-profiling step, 4 stratified nodes an event") {
                try work.profileStep(nodes: .stratified(perEvent: 4))
            },
            step("profile-step-36", "amortized-profiling step, 36 quadrature nodes an event", peer: "profile-step") {
                try work.profileStep(nodes: .quadrature(perNuisance: 6))
            },
            event("scan-point", "one more scan point, same events and member", peer: "scan-point") {
                work.scanPoint(events: 20_000)
            },
            event("scan-point-of-8", "one more scan point of one of eight members", peer: "scan-point") {
                work.ensembleScanPoint(members: 8, events: 5000)
            },
            event("sample", "sampling", peer: "sample") { work.sampling(events: 100_000) },
        ]
    }
}
