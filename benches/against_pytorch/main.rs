//! Headlight against `PyTorch` eager on the same two cores: `cargo bench --bench against_pytorch`.
//!
//! One run in which the two take turns round by round, so that whatever else the machine does strikes both. Python is
//! `python3`, or what the environment variable `HEADLIGHT_PYTHON` names; it needs torch. Either side keeps the memory of its
//! last pass for the next: a recycled tape here, a heap that is never given back there. Printed are both medians and the
//! median of the rounds' ratios, time of `PyTorch` over time of headlight: above 1, headlight is faster.
//!
//! A bench, never a test: the same code varies by a quarter between runs on a shared machine.

mod forward;
mod pytorch;
mod train;

use std::process::ExitCode;

use pytorch::PyTorch;

/// Threads of either side.
const THREADS: usize = 2;

/// Training steps that are timed at once.
const STEPS: usize = 50;

const HEADINGS: &str = "               headlight      PyTorch    ratio";

fn main() -> ExitCode {
    // `cargo test --benches` starts every bench with this argument's absence; only `cargo bench` is a wish to wait.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("against_pytorch: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let python = std::env::var("HEADLIGHT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut pytorch = PyTorch::start(&python)?;
    let pool = pinned_pool()?;
    println!("{}, {}; {THREADS} threads each; PyTorch {} eager", processor(), instruction_set(), pytorch.version()?);

    println!("\nforward with every site recorded at GPT-2-small's shape, all logits and probabilities");
    println!("{HEADINGS}");
    let mut forward = forward::Forward::new();
    for tokens in [16, 64, 256] {
        let ours = || pool.install(|| forward.milliseconds(tokens));
        let figures = rounds(9, 3, ours, || pytorch.milliseconds("forward", tokens))?;
        println!("{:>10} {figures}", format!("{tokens} tokens"));
    }

    println!("\ntraining at 2 layers, d 64, 4 heads, hidden 256, 32 tokens, batch 16, vocabulary 64, Adam");
    println!("{HEADINGS}");
    let mut train = pool.install(train::Train::new);
    let ours = || pool.install(|| train.milliseconds(STEPS));
    let figures = rounds(9, 3, ours, || pytorch.milliseconds("train", STEPS))?;
    println!("{:>10} {figures}", "a step");
    Ok(())
}

/// Both medians in milliseconds, and the median ratio of the rounds.
struct Figures {
    ours: f64,
    theirs: f64,
    ratio: f64,
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>9.2} ms {:>9.2} ms {:>8.2}", self.ours, self.theirs, self.ratio)
    }
}

/// Lets the two take turns; a turn is one uncounted run, in which the other side's threads come to rest and the caches
/// fill, and the median of `turns` counted ones.
fn rounds(
    rounds: usize,
    turns: usize,
    mut ours: impl FnMut() -> f64,
    mut theirs: impl FnMut() -> anyhow::Result<f64>,
) -> anyhow::Result<Figures> {
    let turn = |run: &mut dyn FnMut() -> anyhow::Result<f64>| -> anyhow::Result<f64> {
        run()?;
        Ok(median((0..turns).map(|_| run()).collect::<anyhow::Result<_>>()?))
    };
    let (mut all_ours, mut all_theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        all_theirs.push(turn(&mut theirs)?);
        all_ours.push(turn(&mut || Ok(ours()))?);
    }
    let ratios = all_ours.iter().zip(&all_theirs).map(|(ours, theirs)| theirs / ours).collect();
    Ok(Figures { ours: median(all_ours), theirs: median(all_theirs), ratio: median(ratios) })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Each thread on a core of its own: woken rayon workers otherwise share one now and then, which halves their speed.
fn pinned_pool() -> anyhow::Result<rayon::ThreadPool> {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let pin = move |thread: usize| {
        if let Some(core) = cores.get(thread) {
            core_affinity::set_for_current(*core);
        }
    };
    Ok(rayon::ThreadPoolBuilder::new().num_threads(THREADS).start_handler(pin).build()?)
}

/// What the processor calls itself.
fn processor() -> String {
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = information.lines().find_map(|line| line.strip_prefix("model name"));
    line.map_or_else(|| std::env::consts::ARCH.to_owned(), |name| name.trim_start_matches([' ', '\t', ':']).to_owned())
}

/// The widest vectors that our products use on this machine.
fn instruction_set() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if std::is_x86_feature_detected!("avx512f") {
            return "AVX-512";
        }
        if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
            return "AVX2";
        }
    }
    "baseline instructions"
}
