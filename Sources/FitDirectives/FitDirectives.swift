import FlowKernels
import Report

/// The verbs of unbinned, profiled likelihood fits, a folder each. To add one, write its folder and list it here:
/// <doc:AddingAVerb>.
public enum FitDirectives {
    /// What a `DirectiveRegistry` takes.
    public static let all: [any Directive.Type] = [
        GenerateDirective.self, LoadDirective.self, TrainDirective.self, FitDirective.self, ProfileDirective.self,
        ScanDirective.self, HessianDirective.self, CoverageDirective.self, PlotDirective.self,
        DiagnoseDirective.self, ExploreDirective.self,
    ]

    /// What is wrong with the environment that the kernels run in; nil where all is well.
    public static var complaint: String? { Kernels.complaint }

    /// What the last digits of results depend on beside their input; nil for what most processors have.
    public static var arithmetic: String? { Kernels.arithmetic }

    /// The instruction set that numbers are computed with, for the record.
    public static var instructionSet: String { Kernels.instructionSet }
}
