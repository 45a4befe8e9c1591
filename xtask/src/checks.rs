//! The checks: everything that can be told about the code without running it. Each counts as one test; cheap ones first.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::{
    build::Profile,
    calls, deny, layers,
    packages::{PRODUCT, XTASK},
    process,
    report::Report,
    setup::components,
    statement,
    toolchain::WasmToolchain,
    workspace::Workspace,
};

/// A named question to the code.
struct Check {
    name: &'static str,
    ask: fn(&Workspace) -> Result<()>,
}

const QUICK: [Check; 6] = [
    Check { name: "formatting", ask: formatting },
    Check { name: "layering", ask: layers::check },
    Check { name: "forbidden calls", ask: calls::check },
    Check { name: "security statement", ask: statement::check },
    Check { name: "licences and bans", ask: deny::check },
    Check { name: "advisories", ask: deny::advisories::check },
];

const COMPILING: [Check; 3] = [
    Check { name: "lints (server side)", ask: lints_for_the_host },
    Check { name: "lints (browser side)", ask: lints_for_the_browser },
    Check { name: "documentation", ask: documentation },
];

/// Makes all checks and tells how they went.
pub(crate) fn check(workspace: &Workspace) -> ExitCode {
    let mut report = Report::default();
    add_quick(workspace, &mut report);
    add_compiling(workspace, &mut report);
    report.finish()
}

/// Makes the checks that take a moment as a part of a larger report.
pub(crate) fn add_quick(workspace: &Workspace, report: &mut Report) {
    add(&QUICK, workspace, report);
}

/// Makes the checks that take minutes, because code is compiled for them.
pub(crate) fn add_compiling(workspace: &Workspace, report: &mut Report) {
    add(&COMPILING, workspace, report);
}

fn add(checks: &[Check], workspace: &Workspace, report: &mut Report) {
    for Check { name, ask } in checks {
        report.check(name, || ask(workspace));
    }
}

fn formatting(workspace: &Workspace) -> Result<()> {
    components::rustfmt(workspace)?;
    process::run(process::cargo(workspace, "fmt").args(["--all", "--check"]))
}

fn lints_for_the_host(workspace: &Workspace) -> Result<()> {
    components::clippy(workspace)?;
    for packages in [PRODUCT, XTASK] {
        process::run(on_part(workspace, "clippy", packages).args(["--all-targets", "--", "-D", "warnings"]))?;
    }
    Ok(())
}

fn lints_for_the_browser(workspace: &Workspace) -> Result<()> {
    components::clippy(workspace)?;
    process::run(&mut WasmToolchain::provide(workspace, Profile::Dev)?.clippy(workspace))
}

fn documentation(workspace: &Workspace) -> Result<()> {
    // With its examples, a part is compiled with what tests ask of others' crates, and so as it was for the lints.
    let targets: [(_, &[_]); 2] = [(PRODUCT, &["--lib", "--bins", "--examples"]), (XTASK, &["--bins", "--examples"])];
    for (packages, targets) in targets {
        let mut command = on_part(workspace, "doc", packages);
        process::run(command.arg("--no-deps").args(targets).env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    Ok(())
}

/// A command of cargo's on a part of what is compiled for the host.
fn on_part(workspace: &Workspace, name: &str, packages: &[&str]) -> Command {
    let mut command = process::cargo(workspace, name);
    command.args(packages).args(["--target-dir", "target"]);
    command
}
