import FlowKernels
import Report

/// The verbs of unbinned, profiled likelihood fits, each in its own folder. To add one, write its folder and list it
/// here: <doc:AddingAVerb>.
public enum FitDirectives {
    /// All verbs, for a `DirectiveRegistry`.
    public static let all: [any Directive.Type] = [
        GenerateDirective.self, LoadDirective.self, TrainDirective.self, FitDirective.self, ProfileDirective.self,
        ScanDirective.self, HessianDirective.self, CoverageDirective.self, PlotDirective.self,
        DiagnoseDirective.self, ExploreDirective.self,
    ]

    /// A problem with the environment variable that chooses the kernels; nil without one.
    public static var complaint: String? { Kernels.complaint }

    /// What the last digits of results depend on besides their input; nil for the arithmetic of most processors.
    public static var arithmetic: String? { Kernels.arithmetic }

    /// The instruction set that numbers are computed with, for the record.
    public static var instructionSet: String { Kernels.instructionSet }
}
