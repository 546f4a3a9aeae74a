// swift-tools-version: 6.1
import PackageDescription

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// Continuous integration turns warnings in our own targets into errors.
let strict: [SwiftSetting] =
    Context.environment["FIDUCIAL_WARNINGS"] == "errors" ? [.unsafeFlags(["-warnings-as-errors"])] : []

/// The parts of Fiducial, from the bottom; dependencies point upwards in this list only.
let package = Package(
    name: "fiducial",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-pthread-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(name: "CFontconfig", pkgConfig: "fontconfig", providers: [.apt(["libfontconfig-dev"])]),
        .systemLibrary(name: "CHarfBuzz", pkgConfig: "harfbuzz-subset", providers: [.apt(["libharfbuzz-dev"])]),
        .systemLibrary(
            name: "CCMark", pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .systemLibrary(name: "CPoppler", pkgConfig: "poppler-glib", providers: [.apt(["libpoppler-glib-dev"])]),
        .systemLibrary(name: "CDuktape", pkgConfig: "duktape", providers: [.apt(["duktape-dev"])]),
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // What is meant by a name.
        .target(name: "NearMisses", exclude: ["README.md"]),

        // What is written to disk.
        .target(name: "Files", exclude: ["README.md"]),

        // Numbers.
        .target(name: "CFlowKernels", cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),
        .target(name: "FlowKernels", dependencies: ["CFlowKernels"], exclude: ["README.md"]),
        .target(name: "Derivatives", exclude: ["README.md"]),
        .target(name: "RandomStreams", exclude: ["README.md"]),
        .target(name: "Safetensors", dependencies: ["Files"], exclude: ["README.md"]),
        .target(name: "Statistics", exclude: ["README.md"]),
        // Events of others, in their formats.
        .target(
            name: "EventFiles", dependencies: ["CHDF5", "CZlib", "Files", "NearMisses", "Safetensors", "Statistics"],
            exclude: ["README.md", "Readers/requirements.txt"], resources: [.embedInCode("Readers/read_events.py")]),
        .target(name: "EventTables", dependencies: ["EventFiles", "Files", "Safetensors"], exclude: ["README.md"]),
        .target(
            name: "Flows", dependencies: ["FlowKernels", "RandomStreams", "Safetensors"], exclude: ["README.md"]),
        // The formulas in plain float64: what tests hold the kernels against, and the evaluation in float64.
        .target(name: "FlowReference", dependencies: ["Derivatives", "Safetensors"], exclude: ["README.md"]),
        .target(
            name: "ModelEvaluation",
            dependencies: ["EventTables", "FlowKernels", "FlowReference", "Flows", "RandomStreams", "Safetensors"],
            exclude: ["README.md"]),
        .target(name: "Training", dependencies: ["FlowKernels", "Flows", "Safetensors"], exclude: ["README.md"]),
        .target(
            name: "SyntheticBenchmark", dependencies: ["Derivatives", "RandomStreams", "Statistics"],
            exclude: ["README.md"]),
        .target(
            name: "Samples", dependencies: ["FlowKernels", "Flows", "RandomStreams", "SyntheticBenchmark", "Training"],
            exclude: ["README.md"]),
        .target(
            name: "Inference", dependencies: ["FlowKernels", "Flows", "RandomStreams", "Statistics", "Training"],
            exclude: ["README.md"]),

        // Pages.
        .target(name: "Bibliography", exclude: ["README.md"]),
        .target(name: "Typefaces", dependencies: ["CFontconfig", "CHarfBuzz", "Files"], exclude: ["README.md"]),
        .target(
            name: "Plotting", dependencies: ["CCairo", "CPango", "CZlib", "Statistics", "Typefaces"],
            exclude: ["README.md"]),
        .target(
            name: "Report",
            dependencies: [
                "Bibliography", "CCMark", "CDuktape", "CPoppler", "CZlib", "Files", "NearMisses", "Statistics",
                "Typefaces",
                yams, mustache,
            ],
            exclude: ["README.md"],
            resources: [.embedInCode("Page/Embedded/templates"), .embedInCode("Page/Embedded/Resources")]),

        // Where they meet.
        .target(
            name: "FitDirectives",
            dependencies: [
                "EventFiles", "Files", "FlowKernels", "Flows", "Inference", "Plotting", "RandomStreams", "Report",
                "Safetensors", "Samples", "Statistics", "SyntheticBenchmark", "Training",
            ],
            exclude: ["README.md"]),
        // Beyond one machine.
        .target(name: "Cluster", dependencies: ["Files", "Report"], exclude: ["README.md"]),
        .target(
            name: "Preview", dependencies: ["CZlib", "Files", "Report", flyingSocks], exclude: ["README.md"]),
        .executableTarget(
            name: "fiducial",
            dependencies: [
                "Cluster", "EventFiles", "EventTables", "Files", "FitDirectives", "FlowKernels", "Flows",
                "ModelEvaluation",
                "Preview", "Report", "Safetensors", "Statistics", argumentParser,
            ],
            exclude: ["README.md", "Packaging"]
        ),

        // What only tests reach.
        .target(name: "TestSupport", dependencies: ["RandomStreams", "Safetensors"], exclude: ["README.md"]),
        // A second sample with a closed form, of other numbers of everything than the benchmark.
        .target(
            name: "SyntheticSamples",
            dependencies: ["Derivatives", "FlowReference", "RandomStreams", "Samples", "Statistics"],
            path: "Tests/SyntheticSamples"),
        // Timed by `make bench`, and by no test.
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "CBLAS", "FlowKernels", "Flows", "Inference", "RandomStreams", "Safetensors", "Statistics",
                "SyntheticBenchmark", "Training", argumentParser,
            ],
            path: "Tests/Benchmarks", exclude: ["peer_jax.py", "peer_torch.py"]),
        .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
        .testTarget(name: "NearMissesTests", dependencies: ["NearMisses"]),
        .testTarget(name: "DerivativesTests", dependencies: ["Derivatives"]),
        .testTarget(
            name: "FlowKernelsTests", dependencies: ["CFlowKernels", "Derivatives", "FlowKernels", "FlowReference"]),
        .testTarget(name: "RandomStreamsTests", dependencies: ["RandomStreams"]),
        .testTarget(name: "StatisticsTests", dependencies: ["RandomStreams", "Statistics"]),
        .testTarget(name: "SafetensorsTests", dependencies: ["Safetensors", "TestSupport"]),
        .testTarget(
            name: "EventFilesTests", dependencies: ["EventFiles", "RandomStreams", "TestSupport"],
            exclude: ["Fixtures", "Writers"]),
        .testTarget(
            name: "EventTablesTests", dependencies: ["EventTables", "RandomStreams", "Safetensors", "TestSupport"]),
        .testTarget(
            name: "FlowReferenceTests", dependencies: ["Derivatives", "FlowReference", "Safetensors", "TestSupport"],
            exclude: ["Golden"]),
        .testTarget(
            name: "FlowsTests",
            dependencies: [
                "Derivatives", "FlowKernels", "FlowReference", "Flows", "RandomStreams", "Safetensors", "TestSupport",
            ]),
        .testTarget(
            name: "ModelEvaluationTests",
            dependencies: [
                "EventTables", "FlowKernels", "Flows", "ModelEvaluation", "RandomStreams", "Safetensors", "TestSupport",
            ], exclude: ["Zuko"]),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["FlowKernels", "Flows", "RandomStreams", "SyntheticBenchmark", "Training"]),
        .testTarget(
            name: "InferenceTests",
            dependencies: [
                "Derivatives", "FlowKernels", "FlowReference", "Flows", "Inference", "RandomStreams", "Safetensors",
                "Statistics", "SyntheticBenchmark", "TestSupport", "Training",
            ]),
        .testTarget(
            name: "SyntheticBenchmarkTests",
            dependencies: ["Derivatives", "RandomStreams", "SyntheticBenchmark", "TestSupport"]),
        .testTarget(
            name: "SamplesTests",
            dependencies: [
                "FlowKernels", "Flows", "RandomStreams", "Samples", "SyntheticBenchmark", "SyntheticSamples",
                "Training",
            ]),
        .testTarget(name: "BibliographyTests", dependencies: ["Bibliography"]),
        .testTarget(name: "TypefacesTests", dependencies: ["CHarfBuzz", "Typefaces"]),
        .testTarget(name: "PlottingTests", dependencies: ["Plotting", "Statistics"]),
        .testTarget(
            name: "FitDirectivesTests",
            dependencies: [
                "EventFiles", "Files", "FitDirectives", "FlowKernels", "Flows", "Inference", "RandomStreams", "Report",
                "Safetensors", "Samples", "Statistics", "SyntheticBenchmark", "SyntheticSamples", "TestSupport",
                "Training",
            ], exclude: ["Documents", "Programs"]),
        .testTarget(
            name: "ReportTests", dependencies: ["CZlib", "Files", "RandomStreams", "Report", "TestSupport"],
            exclude: ["Documents", "PageFixtures", "Snapshots", "Specification"]),
        .testTarget(
            name: "ClusterTests", dependencies: ["Cluster", "Files", "Report", "TestSupport"],
            exclude: ["condor", "slurm"]),
        .testTarget(
            name: "PreviewTests", dependencies: ["Preview", "Report", "TestSupport"], exclude: ["browser", "load"]),
        // What holds for the whole house.
        .testTarget(name: "HouseTests", dependencies: ["TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

// Only `make docs` asks for the plugin that builds the documentation: builds and tests neither fetch nor compile it.
if Context.environment["FIDUCIAL_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

for target in package.targets where target.type != .system && !target.name.hasPrefix("C") {
    target.swiftSettings = strict
}

// Tests of text, files and pages spend their time in what they test: without optimization they compile in half the time.
// Those of numerics hold loops of their own.
let plainTests = [
    "BibliographyTests", "ClusterTests", "EventFilesTests", "FilesTests", "FitDirectivesTests", "HouseTests",
    "PlottingTests", "PreviewTests", "ReportTests", "SafetensorsTests",
]
for target in package.targets where plainTests.contains(target.name) {
    target.swiftSettings = strict + [.unsafeFlags(["-Onone"])]
}
