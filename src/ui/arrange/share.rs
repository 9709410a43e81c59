//! Sharing a length by weights within bounds.

/// What one part asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Demand {
    /// Its share of what there is, relative to the others'.
    pub weight: i32,
    /// It gets at least so much,
    pub least: i32,
    /// and at most so much, as long as others can use the rest.
    pub most: i32,
}

/// Shares `total` among parts by weight. Where the weights would give a part too little or too much it gets its bound,
/// and the others share what is left. The parts always add up to the total; where even the least do not fit, all
/// shrink alike.
pub(super) fn share(total: i32, parts: &[Demand]) -> Vec<i32> {
    let least: i32 = parts.iter().map(|part| part.least).sum();
    if least > total {
        let scaled = parts.iter().map(|part| Demand { weight: part.least.max(1), least: 1, most: total });
        return if parts.len() as i32 >= total {
            vec![1; parts.len()]
        } else {
            share(total, &scaled.collect::<Vec<_>>())
        };
    }
    let mut sizes: Vec<Option<i32>> = vec![None; parts.len()];
    loop {
        let open = || parts.iter().zip(&sizes).filter(|(_, size)| size.is_none()).map(|(part, _)| part);
        let left = total - sizes.iter().flatten().sum::<i32>();
        let weights = open().map(|part| part.weight).sum::<i32>().max(1);
        let ideal = |part: &Demand| left * part.weight / weights;
        // Which way the bounds pull in sum decides which of them hold in this round.
        let pull: i32 = open().map(|part| ideal(part).clamp(part.least, part.most.max(part.least)) - ideal(part)).sum();
        let bound = |part: &Demand| {
            if pull >= 0 && ideal(part) < part.least {
                Some(part.least)
            } else if pull <= 0 && ideal(part) > part.most.max(part.least) {
                Some(part.most.max(part.least))
            } else {
                None
            }
        };
        let fixed: Vec<Option<i32>> =
            parts.iter().zip(&sizes).map(|(part, size)| size.or_else(|| bound(part))).collect();
        if fixed == sizes {
            let mut sizes: Vec<i32> =
                parts.iter().zip(&sizes).map(|(part, size)| size.unwrap_or_else(|| ideal(part))).collect();
            spread(total - sizes.iter().sum::<i32>(), parts, &mut sizes);
            return sizes;
        }
        sizes = fixed;
    }
}

/// Gives what rounding left over, or what nobody has a use for, to the parts that can best use it.
fn spread(mut left: i32, parts: &[Demand], sizes: &mut [i32]) {
    while left > 0 {
        let wanting = (0..parts.len()).filter(|i| sizes[*i] < parts[*i].most).max_by_key(|i| parts[*i].weight);
        let heaviest = (0..parts.len()).max_by_key(|i| parts[*i].weight);
        let Some(i) = wanting.or(heaviest) else { return };
        let give = if wanting.is_some() { left.min(1) } else { left };
        sizes[i] += give;
        left -= give;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn demand((weight, least, most): (i32, i32, i32)) -> Demand {
        Demand { weight, least, most }
    }

    #[test]
    fn weights_share_what_bounds_leave() {
        let shared =
            |total, parts: &[(i32, i32, i32)]| share(total, &parts.iter().copied().map(demand).collect::<Vec<_>>());
        assert_eq!(shared(30, &[(1, 1, 99), (2, 1, 99)]), [10, 20]);
        assert_eq!(shared(30, &[(1, 15, 99), (2, 1, 99)]), [15, 15]);
        assert_eq!(shared(30, &[(1, 1, 4), (2, 1, 99), (2, 1, 99)]), [4, 13, 13]);
        assert_eq!(shared(30, &[(1, 1, 4), (2, 1, 4)]), [4, 26]);
        assert_eq!(shared(10, &[(1, 20, 20), (1, 20, 20)]), [5, 5]);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_keep_their_least(
            total in 8_i32..300,
            parts in prop::collection::vec((1_i32..9, 0_i32..40, 0_i32..80), 1..6),
        ) {
            let parts: Vec<Demand> = parts.into_iter().map(demand).collect();
            let sizes = share(total, &parts);
            prop_assert_eq!(sizes.iter().sum::<i32>(), total);
            if parts.iter().map(|part| part.least).sum::<i32>() <= total {
                prop_assert!(sizes.iter().zip(&parts).all(|(size, part)| *size >= part.least));
            }
        }
    }
}
